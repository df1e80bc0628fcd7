package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Bytes;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.IndexTerm;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import dev.larder.store.Commit;
import dev.larder.store.KindState;
import dev.larder.store.StoreStatistics;
import dev.larder.store.WriteCommand;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.sqlite.SqliteStoreConfig.Upkeep;
import dev.larder.testing.FakeClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store that keeps itself up often, and what its tests put into it and ask of it. */
abstract class TestingUpkeep {
  static final String NAMESPACE = "acme";
  static final String KIND = "users";
  static final int CHANGES_KEPT = 100;
  static final long CHECKPOINT_BYTES = 256 << 10;

  @TempDir Path directory;
  final FakeClock clock = new FakeClock();
  final List<Commit.Change> changes = new CopyOnWriteArrayList<>();
  SqliteObjectStore store;

  SqliteObjectStore open() {
    return open(Duration.ofMillis(5));
  }

  SqliteObjectStore open(Duration sliceTime) {
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

  void damage(String id) throws Exception {
    try (Connection connection =
            new SqlitePragmas(TestingSqliteConfigs.of(directory)).writer().getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE entry SET metadata = x'02ff' WHERE id = '" + id + "'");
    }
  }

  /** Those that the listener was told of; the figures are a moment ahead of it. */
  long removals() {
    return changes.stream().filter(change -> change.entry() == null).count();
  }

  void putAll(int from, int to, String text) throws Exception {
    join(
        IntStream.range(from, to)
            .mapToObj(i -> store.write(put(key(i), text), Cancellation.NEVER))
            .toList());
  }

  static void join(List<? extends CompletableFuture<?>> futures) throws Exception {
    CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
  }

  Put put(ObjectKey key, String text) {
    Content content =
        Content.of(
            new Payload(Payload.Form.DATA, Bytes.utf8(text), "", ""),
            List.of(new IndexTerm("name", key.id())),
            "");
    Validity validity =
        new Validity(clock.instant(), Lifetime.DEFAULT, clock.instant().plus(Duration.ofHours(1)));
    return new Put(key, content, validity, null);
  }

  <R> R write(WriteCommand<R> command) throws Exception {
    return store.write(command, Cancellation.NEVER).get(20, TimeUnit.SECONDS);
  }

  KindState kind() {
    KindState kind = store.catalogue().kind(NAMESPACE, KIND);
    if (kind == null) {
      throw new AssertionError("nothing was put");
    }
    return kind;
  }

  static ObjectKey key(int number) {
    return new ObjectKey(NAMESPACE, KIND, "id" + number);
  }

  StoreStatistics statistics() throws Exception {
    return store.statistics().get(20, TimeUnit.SECONDS);
  }

  StoreStatistics.Kind figures() {
    try {
      return statistics().kinds().stream()
          .filter(kind -> kind.namespace().equals(NAMESPACE) && kind.kind().equals(KIND))
          .findFirst()
          .orElseThrow();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  long rows(String table) throws Exception {
    return number("SELECT count(*) FROM " + table);
  }

  long number(String sql) throws Exception {
    return StoreAudit.number(directory, sql);
  }

  /** Waits until it is so; what the store does by itself nobody announces. */
  static void await(Callable<Boolean> condition) throws Exception {
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
