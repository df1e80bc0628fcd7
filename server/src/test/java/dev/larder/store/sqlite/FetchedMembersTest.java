package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.model.Bytes;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.model.Content;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import dev.larder.store.StoredCollection;
import dev.larder.store.WriteCommand;
import dev.larder.testing.FakeClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of fetched members that were deleted, with the change log and without it. */
class FetchedMembersTest {
  private static final Duration INSTANT = Duration.ofNanos(1_000);
  private static final CollectionRef ALL = new CollectionRef("acme", "users", "all");

  @TempDir Path directory;
  private final FakeClock clock = new FakeClock();
  private SqliteObjectStore store;
  private long revision;

  @BeforeEach
  void open() throws Exception {
    store = SqliteObjectStore.open(TestingSqliteConfigs.of(directory), clock);
    revision = write(put("a")).revision();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private <R> R write(WriteCommand<R> command) throws Exception {
    return TestingDatabase.answer(store.write(command, Cancellation.NEVER));
  }

  private static ObjectKey key(String id) {
    return new ObjectKey("acme", "users", id);
  }

  private Validity validity() {
    Instant now = clock.instant();
    return new Validity(now, Lifetime.DEFAULT, now.plus(Duration.ofHours(1)));
  }

  private WriteCommand.Put put(String id) {
    Payload payload = new Payload(Payload.Form.DATA, Bytes.utf8(id), "", "");
    return new WriteCommand.Put(
        key(id), Content.of(payload, List.of(), List.of(), ""), validity(), null);
  }

  private void delete() throws Exception {
    revision = write(new WriteCommand.Delete(key("a"), false, null)).revision();
  }

  private void invalidate() throws Exception {
    write(new WriteCommand.InvalidateKeys("acme", List.of(key("a")), false));
  }

  /** Whoever fetches the collection begins now. */
  private TestingClaim begin() {
    return new TestingClaim(revision, clock.instant());
  }

  /** As a sweep does in a busy namespace. */
  private void loseLog() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("larder.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM change_log");
    }
  }

  private StoredCollection commit(TestingClaim claim) throws Exception {
    WriteCommand.ReplaceCollection collection =
        new WriteCommand.ReplaceCollection(
            new WriteCommand.NewCollection(ALL, validity(), null, true),
            Stream.of("a", "b").map(this::put).toList());
    return write(new WriteCommand.Claimed<>(collection, claim));
  }

  private void assertSuperseded(TestingClaim claim) {
    ExecutionException failure = assertThrows(ExecutionException.class, () -> commit(claim));
    CacheException refused = assertInstanceOf(CacheException.class, failure.getCause());
    assertEquals(Reason.FILL_SUPERSEDED, refused.reason());
  }

  @Test
  void deletedMeanwhile_theLogTellsWhateverTheClockSays() throws Exception {
    TestingClaim claim = begin();
    delete();
    assertEquals(1, commit(claim).memberCount());
  }

  @Test
  void deletedMeanwhile_withoutTheLog_isLeftOut() throws Exception {
    TestingClaim claim = begin();
    clock.advance(INSTANT);
    delete();
    loseLog();
    assertEquals(1, commit(claim).memberCount());
  }

  @Test
  void deletedAndInvalidatedMeanwhile_isLeftOut() throws Exception {
    TestingClaim claim = begin();
    clock.advance(INSTANT);
    delete();
    invalidate();
    assertEquals(1, commit(claim).memberCount());
  }

  @Test
  void deletedBeforeAndInvalidatedMeanwhile_withoutTheLog_refusesTheWhole() throws Exception {
    delete();
    TestingClaim claim = begin();
    clock.advance(INSTANT);
    invalidate();
    loseLog();
    assertSuperseded(claim);
  }
}
