package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Bytes;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.IndexTerm;
import dev.larder.model.Lifetime;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceLimits.Eviction;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import dev.larder.store.Commit;
import dev.larder.store.KindState;
import dev.larder.store.Lookup;
import dev.larder.store.StoreStatistics;
import dev.larder.store.WriteCommand;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.sqlite.SqliteStoreConfig.Upkeep;
import dev.larder.testing.FakeClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store does of its own accord. */
class SqliteUpkeepTest {
  private static final String NAMESPACE = "acme";
  private static final String KIND = "users";
  private static final int CHANGES_KEPT = 100;
  private static final long CHECKPOINT_BYTES = 256 << 10;

  @TempDir Path directory;
  private final FakeClock clock = new FakeClock();
  private final List<Commit.Change> changes = new CopyOnWriteArrayList<>();
  private SqliteObjectStore store;

  private SqliteObjectStore open() {
    return open(Duration.ofMillis(5));
  }

  private SqliteObjectStore open(Duration sliceTime) {
    Upkeep often =
        new Upkeep(
            Duration.ofMillis(20),
            CHECKPOINT_BYTES,
            CHANGES_KEPT,
            sliceTime,
            Duration.ofMillis(20));
    return SqliteObjectStore.open(TestingSqliteConfigs.of(directory, often), clock);
  }

  @BeforeEach
  void openStore() {
    store = open();
    store.addCommitListener(commit -> changes.addAll(commit.changes()));
  }

  @AfterEach
  void closeAndAudit() throws Exception {
    store.close();
    StoreAudit.check(directory);
  }

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
  void eviction_behindADamagedRow_makesRoomAllTheSame() throws Exception {
    putAll(0, 500, "x");
    damage("id3");
    limit(new NamespaceLimits(0, 128, Eviction.LRU));
    await(() -> figures().objects() <= 128);
    write(new WriteCommand.Clear(NAMESPACE, null));
    await(() -> number("SELECT count(*) FROM entry") == 0);
  }

  private void damage(String id) throws Exception {
    try (Connection connection =
            new SqlitePragmas(TestingSqliteConfigs.of(directory)).writer().getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE entry SET metadata = x'02ff' WHERE id = '" + id + "'");
    }
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

  @Test
  void checkpoints_underLoad_keepTheLogBounded() throws Exception {
    // Some 30 MB of log in all; each round must see it short again before the next is written.
    for (int i = 0; i < 60; i++) {
      putAll(i * 20, i * 20 + 20, noise(20_000, i));
      await(() -> statistics().logBytes() <= 8 * CHECKPOINT_BYTES);
    }
    await(() -> notYetInTheFile() * 4_096 < CHECKPOINT_BYTES);
  }

  @Test
  void checkpoints_logPastItsBound_isCopiedBackWhileItIsShort() throws Exception {
    // More than the bound, less than what would have the log cut.
    putAll(0, 25, noise(20_000, 1));
    assertTrue(statistics().logBytes() > CHECKPOINT_BYTES);
    await(() -> notYetInTheFile() * 4_096 < CHECKPOINT_BYTES);
    assertTrue(statistics().logBytes() < 4 * CHECKPOINT_BYTES);
  }

  @Test
  void checkpoints_withAReaderThatStays_cutTheLogWhenItIsGone() throws Exception {
    try (Connection connection =
            new SqlitePragmas(TestingSqliteConfigs.of(directory)).reader().getConnection();
        Statement statement = connection.createStatement()) {
      putAll(0, 1, "x");
      statement.execute("BEGIN");
      statement.executeQuery("SELECT count(*) FROM entry").close();
      putAll(0, 200, noise(20_000, 1));
      assertTrue(statistics().logBytes() > 8 * CHECKPOINT_BYTES);
      statement.execute("COMMIT");
    }
    await(() -> statistics().logBytes() <= 8 * CHECKPOINT_BYTES);
  }

  @Test
  void checkpoints_writesAfterTheRestart_cutTheLogOnceTheyEnd() throws Exception {
    try (Connection connection =
            new SqlitePragmas(TestingSqliteConfigs.of(directory)).reader().getConnection();
        Statement statement = connection.createStatement()) {
      putAll(0, 1, "x");
      statement.execute("BEGIN");
      statement.executeQuery("SELECT count(*) FROM entry").close();
      putAll(0, 200, noise(20_000, 1));
      statement.execute("COMMIT");
    }
    await(
        () -> {
          putAll(0, 1, "y");
          return log("logged") < 100;
        });
    assertTrue(statistics().logBytes() > 8 * CHECKPOINT_BYTES);
    await(() -> statistics().logBytes() == 0);
  }

  @Test
  void vacuum_afterMuchWasRemoved_shrinksTheFile() throws Exception {
    putAll(0, 1_000, noise(20_000, 1));
    await(() -> statistics().databaseBytes() > 20_000_000);
    write(new WriteCommand.Clear(NAMESPACE, null));
    await(() -> statistics().databaseBytes() < 8_000_000);
  }

  /** Those that the listener was told of; the figures are a moment ahead of it. */
  private long removals() {
    return changes.stream().filter(change -> change.entry() == null).count();
  }

  private long notYetInTheFile() throws Exception {
    return log("logged") - log("copied");
  }

  /** How many frames of the log there are, or are in the file. */
  private long log(String figure) throws Exception {
    try (Connection connection =
            new SqlitePragmas(TestingSqliteConfigs.of(directory)).reader().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
      row.next();
      return row.getLong(figure.equals("logged") ? 2 : 3);
    }
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

  private void putAll(int from, int to, String text) throws Exception {
    join(
        IntStream.range(from, to)
            .mapToObj(i -> store.write(put(key(i), text), Cancellation.NEVER))
            .toList());
  }

  private static void join(List<? extends CompletableFuture<?>> futures) throws Exception {
    CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
  }

  private Put put(ObjectKey key, String text) {
    Content content =
        Content.of(
            new Payload(Payload.Form.DATA, Bytes.utf8(text), "", ""),
            List.of(new IndexTerm("name", key.id())),
            "");
    Validity validity =
        new Validity(clock.instant(), Lifetime.DEFAULT, clock.instant().plus(Duration.ofHours(1)));
    return new Put(key, content, validity, null);
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

  private <R> R write(WriteCommand<R> command) throws Exception {
    return store.write(command, Cancellation.NEVER).get(20, TimeUnit.SECONDS);
  }

  private KindState kind() {
    KindState kind = store.catalogue().kind(NAMESPACE, KIND);
    if (kind == null) {
      throw new AssertionError("nothing was put");
    }
    return kind;
  }

  private static ObjectKey key(int number) {
    return new ObjectKey(NAMESPACE, KIND, "id" + number);
  }

  private static String noise(int length, long seed) {
    StringBuilder text = new StringBuilder();
    Random random = new Random(seed);
    while (text.length() < length) {
      text.append(Long.toString(random.nextLong() >>> 1, Character.MAX_RADIX));
    }
    return text.toString();
  }

  private StoreStatistics statistics() throws Exception {
    return store.statistics().get(20, TimeUnit.SECONDS);
  }

  private StoreStatistics.Kind figures() {
    try {
      return statistics().kinds().stream()
          .filter(kind -> kind.namespace().equals(NAMESPACE) && kind.kind().equals(KIND))
          .findFirst()
          .orElseThrow();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private long changeLogRows() throws Exception {
    return rows("change_log");
  }

  private long rows(String table) throws Exception {
    return number("SELECT count(*) FROM " + table);
  }

  /** Entries whose last use is written down as of that time. */
  private long usedAt(Instant time) throws Exception {
    return number("SELECT count(*) FROM entry WHERE access_time = " + Microseconds.of(time));
  }

  private long number(String sql) throws Exception {
    return StoreAudit.number(directory, sql);
  }

  /** Waits until it is so; what the store does by itself nobody announces. */
  private static void await(Callable<Boolean> condition) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 1_000; i++) {
      if (condition.call()) {
        return;
      }
      assertTrue(!never.await(20, TimeUnit.MILLISECONDS));
    }
    throw new AssertionError("it did not come about within 20 s");
  }
}
