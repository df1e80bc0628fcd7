package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.model.Cancellation;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import dev.larder.store.WriteCommand;
import dev.larder.store.WriteCommand.Put;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the store removes of its own accord because its time has come. */
class ExpiryUpkeepTest extends TestingUpkeep {
  @Test
  void expired_isRemovedCountedAndPublished() throws Exception {
    putAll(0, 300, "x");
    clock.advance(Duration.ofHours(1));
    putAll(300, 310, "x");
    clock.advance(Duration.ofHours(24).plusMinutes(30));
    await(() -> figures().objects() == 10 && removals() == 300);
    assertEquals(300, figures().expirations());
    assertEquals(0, figures().evictions());
    store.close();
    assertEquals(10, rows("entry"));
    assertEquals(10, rows("index_term"));
  }

  @Test
  void expired_renewedBefore_staysUntilItsNewExpiry() throws Exception {
    putAll(0, 20, "x");
    clock.advance(Duration.ofHours(20));
    putAll(0, 10, "y");
    clock.advance(Duration.ofHours(6));
    await(() -> figures().objects() == 10 && figures().expirations() == 10);
    // Past the first expiry of all, which is when the sweep looks at the renewed ones too.
    await(() -> number("SELECT min(sweep_time) FROM entry") > Microseconds.of(clock.instant()));
    assertEquals(10, figures().objects());
    clock.advance(Duration.ofHours(20));
    await(() -> figures().objects() == 0);
    assertEquals(20, figures().expirations());
  }

  @Test
  void expired_behindADamagedRow_isRemovedAllTheSame() throws Exception {
    putAll(0, 20, "x");
    damage("id3");
    clock.advance(Duration.ofHours(26));
    await(() -> number("SELECT count(*) FROM entry") == 1);
    assertEquals(19, figures().expirations());
    // So that the audit, which reads every row, finds none that it cannot.
    write(new WriteCommand.Clear(NAMESPACE, null));
    await(() -> number("SELECT count(*) FROM entry") == 0);
  }

  @Test
  void expired_underAFloodOfPuts_areRemovedAsFastAsTheyCome() throws Exception {
    store.close();
    // So little that the turns it gets between the writes could never be enough.
    store = open(Duration.ofNanos(1));
    AtomicInteger next = new AtomicInteger(500);
    putExpired(0, 500);
    await(
        () -> {
          long before = figures().objects();
          putExpired(next.getAndAdd(500), 500);
          return figures().objects() <= before;
        });
    await(() -> figures().objects() == 0);
  }

  private void putExpired(int first, int count) throws Exception {
    List<CompletableFuture<?>> puts = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      puts.add(store.write(putExpired(key(i)), Cancellation.NEVER));
    }
    for (CompletableFuture<?> put : puts) {
      put.get(30, TimeUnit.SECONDS);
    }
  }

  /** Past its hard expiry from the beginning. */
  private Put putExpired(ObjectKey key) {
    Lifetime none = new Lifetime(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    Put put = put(key, "x");
    Validity over = new Validity(clock.instant(), none, clock.instant());
    return new Put(key, put.content(), over, null);
  }

  @Test
  void softExpired_stays() throws Exception {
    putAll(0, 10, "x");
    clock.advance(Duration.ofHours(20));
    putAll(10, 300, "x");
    clock.advance(Duration.ofHours(2));
    await(() -> changeLogRows() == CHANGES_KEPT);
    assertEquals(300, figures().objects());
  }

  @Test
  void cleared_givesItsRowsBackUnseen() throws Exception {
    putAll(0, 500, "x");
    write(new WriteCommand.Clear(NAMESPACE, KIND));
    putAll(0, 5, "y");
    await(() -> rows("cleared_generation") == 0);
    assertEquals(5, rows("entry"));
    assertEquals(5, rows("index_term"));
    assertEquals(0, removals());
    assertEquals(0, figures().expirations());
  }

  @Test
  void clearedAndExpired_goesWithoutBeingCounted() throws Exception {
    putAll(0, 500, "x");
    write(new WriteCommand.Clear(NAMESPACE, KIND));
    clock.advance(Duration.ofDays(2));
    await(() -> rows("entry") == 0 && rows("cleared_generation") == 0);
    assertEquals(0, rows("index_term"));
    assertEquals(0, figures().expirations());
  }

  @Test
  void changeLog_keepsTheLastChangesOfEachNamespace() throws Exception {
    putAll(0, 700, "x");
    write(put(new ObjectKey("other", KIND, "a"), "x"));
    await(() -> changeLogRows() == CHANGES_KEPT + 1);
    assertEquals(700, number("SELECT max(revision) FROM change_log"));
  }

  @Test
  void changeLog_ofADeletedNamespace_goes() throws Exception {
    putAll(0, 50, "x");
    write(new WriteCommand.DeleteNamespace(NAMESPACE, null));
    await(() -> changeLogRows() == 0 && rows("entry") == 0);
  }

  private long changeLogRows() throws Exception {
    return rows("change_log");
  }
}
