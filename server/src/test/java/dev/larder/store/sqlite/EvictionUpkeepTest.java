package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Cancellation;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceLimits.Eviction;
import dev.larder.model.NamespaceSettings;
import dev.larder.store.Lookup;
import dev.larder.store.WriteCommand;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the store removes of its own accord because there is too much. */
class EvictionUpkeepTest extends TestingUpkeep {
  @Test
  void eviction_behindADamagedRow_makesRoomAllTheSame() throws Exception {
    putAll(0, 500, "x");
    damage("id3");
    limit(new NamespaceLimits(0, 128, Eviction.LRU));
    await(() -> figures().objects() <= 128);
    write(new WriteCommand.Clear(NAMESPACE, null));
    await(() -> number("SELECT count(*) FROM entry") == 0);
  }

  @Test
  void eviction_overObjectLimit_keepsTheMostRecentlyRead() throws Exception {
    limit(new NamespaceLimits(0, 50, Eviction.LRU));
    putAll(0, 50, "x");
    clock.advance(Duration.ofMinutes(1));
    Instant used = clock.instant();
    for (int i = 0; i < 20; i++) {
      use(i);
    }
    await(() -> usedAt(used) == 20);
    clock.advance(Duration.ofMinutes(1));
    putAll(100, 130, "y");
    await(() -> figures().objects() == 50 && removals() == 30);
    assertEquals(20, usedAt(used));
    assertEquals(30, number("SELECT count(*) FROM entry WHERE id LIKE 'id1__'"));
    assertEquals(30, figures().evictions());
  }

  @Test
  void accesses_ofANamespaceWithoutLimit_areNotWritten() throws Exception {
    putAll(0, 20, "x");
    clock.advance(Duration.ofMinutes(1));
    Instant used = clock.instant();
    for (int i = 0; i < 20; i++) {
      use(i);
    }
    limit(new NamespaceLimits(0, 50, Eviction.LRU));
    use(7);
    await(() -> usedAt(used) == 1);
  }

  @Test
  void eviction_oldestFetch_evictsByFetchTimeAlone() throws Exception {
    limit(new NamespaceLimits(0, 20, Eviction.OLDEST_FETCH));
    putAll(10, 30, "x");
    clock.advance(Duration.ofMinutes(1));
    for (int i = 10; i < 30; i++) {
      read(i);
    }
    putAll(30, 35, "y");
    await(() -> figures().objects() == 20);
    assertEquals(5, number("SELECT count(*) FROM entry WHERE id >= 'id30'"));
  }

  @Test
  void eviction_overByteLimit_endsBelowIt() throws Exception {
    limit(new NamespaceLimits(200_000, 0, Eviction.LRU));
    putAll(0, 100, "x".repeat(5_000));
    await(() -> figures().bytes() <= 200_000);
    assertTrue(figures().bytes() > 180_000, () -> "too much went: " + figures());
  }

  @Test
  void eviction_limitLoweredBelowWhatIsThere_makesRoom() throws Exception {
    putAll(0, 1_000, "x");
    limit(new NamespaceLimits(0, 128, Eviction.LRU));
    await(() -> figures().objects() == 127);
  }

  @Test
  void eviction_limitExceededAtTheStart_makesRoom() throws Exception {
    putAll(0, 500, "x");
    store.close();
    setLimitInTheFile(100);
    store = open();
    await(() -> figures().objects() == 100);
  }

  @Test
  void eviction_idsInTheOrderOfTime_sparesWhatWasReadLately() throws Exception {
    int limit = 3_000;
    limit(new NamespaceLimits(0, limit, Eviction.LRU));
    // Old and new neighbours by hundreds, so that a run of rows says nothing about the whole.
    putAll(100_000, 100_000 + limit, "x");
    clock.advance(Duration.ofMinutes(1));
    Instant used = clock.instant();
    for (int i = 0; i < limit; i++) {
      if (i / 100 % 2 == 0) {
        store.accessed(kind().address(key(100_000 + i)));
      }
    }
    await(() -> usedAt(used) == limit / 2);
    clock.advance(Duration.ofMinutes(1));
    putAll(200_000, 200_000 + limit / 4, "y");
    await(() -> figures().objects() <= limit);
    long spared = usedAt(used);
    assertTrue(spared > limit / 2 * 9 / 10, () -> "only " + spared + " of " + limit / 2);
  }

  @Test
  void eviction_underAFloodOfPuts_keepsUp() throws Exception {
    int limit = 400;
    limit(new NamespaceLimits(0, limit, Eviction.LRU));
    List<CompletableFuture<?>> puts = new ArrayList<>();
    long most = 0;
    for (int i = 0; i < 6_000; i++) {
      puts.add(store.write(put(key(i), "x"), Cancellation.NEVER));
      if (i % 500 == 499) {
        join(puts);
        most = Math.max(most, figures().objects());
      }
    }
    long largest = most;
    assertTrue(largest <= limit + 512, () -> "up to " + largest + " objects");
    await(() -> figures().objects() <= limit);
  }

  private void setLimitInTheFile(int objects) throws Exception {
    try (Connection connection =
            new SqlitePragmas(TestingSqliteConfigs.of(directory)).writer().getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE namespace SET max_objects = " + objects);
    }
  }

  private void limit(NamespaceLimits limits) throws Exception {
    write(
        new WriteCommand.PutNamespace(
            new NamespaceSettings(NAMESPACE, limits, new TreeMap<>()), null));
  }

  /** By key, by a value, or as if a copy above the store had served it. */
  private void use(int number) throws Exception {
    switch (number % 3) {
      case 0 -> read(number);
      case 1 -> lookUp("id" + number);
      default -> store.accessed(kind().address(key(number)));
    }
  }

  private void lookUp(String name) throws Exception {
    Lookup lookup =
        new Lookup(
            NAMESPACE,
            KIND,
            kind().generation(),
            Set.of(),
            name,
            Set.of(),
            false,
            clock.instant(),
            null,
            10);
    store.lookup(lookup, Cancellation.NEVER).get(20, TimeUnit.SECONDS);
  }

  private void read(int number) throws Exception {
    store.read(List.of(kind().address(key(number))), Cancellation.NEVER).get(20, TimeUnit.SECONDS);
  }

  /** Entries whose last use is written down as of that time. */
  private long usedAt(Instant time) throws Exception {
    return number("SELECT count(*) FROM entry WHERE access_time = " + Microseconds.of(time));
  }
}
