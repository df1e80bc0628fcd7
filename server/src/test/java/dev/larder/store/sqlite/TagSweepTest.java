package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Bytes;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Content;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import dev.larder.store.Commit;
import dev.larder.store.NamespaceState;
import dev.larder.store.TagMark;
import dev.larder.store.TagMarks;
import dev.larder.store.WriteCommand;
import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.DeleteNamespace;
import dev.larder.store.WriteCommand.InvalidateTags;
import dev.larder.store.WriteCommand.Put;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the effect of invalidated tags gets into the rows, and when their marks go. */
class TagSweepTest {
  private static final String NAMESPACE = "acme";
  private static final String TAG = "team-7";
  private static final Duration INTERVAL = Duration.ofDays(1);
  private static final Duration AMPLE = Duration.ofDays(1);
  private static final int ENTRIES = 200;

  @TempDir Path directory;
  private TestingDatabase database;
  private CommittedState state;
  private final TagSweep sweep = new TagSweep(INTERVAL);
  private final List<Commit.Change> changes = new ArrayList<>();

  @BeforeEach
  void open() throws SQLException {
    database = new TestingDatabase(directory);
    state = database.state();
  }

  @AfterEach
  void closeAndAudit() throws SQLException {
    database.close();
    StoreAudit.check(directory);
  }

  private interface Work<T> {
    T in(WriteTransaction transaction) throws SQLException;
  }

  private <T> T transact(Work<T> work) throws SQLException {
    PreparedStatements statements = new PreparedStatements(database.writing);
    WriteTransaction transaction =
        new WriteTransaction(statements, state, database.clock.instant());
    statements.execute("BEGIN IMMEDIATE");
    try {
      T answer = work.in(transaction);
      transaction.flush();
      statements.execute("COMMIT");
      Commit commit = transaction.accept();
      changes.addAll(commit == null ? List.of() : commit.changes());
      return answer;
    } catch (SQLException | RuntimeException e) {
      statements.execute("ROLLBACK");
      throw e;
    }
  }

  private void write(WriteCommand<?> command) throws SQLException {
    Object unused = transact(transaction -> WriteCommands.execute(transaction, command));
  }

  private Put put(ObjectKey key, Instant fetchTime, String... tags) {
    Payload payload = new Payload(Payload.Form.DATA, Bytes.utf8("payload"), "", "");
    Instant fresh = fetchTime.plus(Duration.ofHours(1));
    return new Put(
        key,
        Content.of(payload, List.of(), List.of(tags), ""),
        new Validity(fetchTime, Lifetime.DEFAULT, fresh),
        null);
  }

  private static ObjectKey key(int number) {
    return new ObjectKey(NAMESPACE, number % 3 == 0 ? "messages" : "users", "id" + number);
  }

  private void putAll(String... tags) throws SQLException {
    for (int i = 0; i < ENTRIES; i++) {
      write(put(key(i), database.clock.instant(), tags));
    }
  }

  private void invalidate(boolean hard, String... tags) throws SQLException {
    write(new InvalidateTags(NAMESPACE, List.of(tags), hard));
  }

  private Duration run(Duration budget) throws SQLException {
    return transact(transaction -> sweep.run(transaction, SliceBudget.of(budget)));
  }

  private void runToTheEnd() throws SQLException {
    runToTheEnd(sweep);
  }

  private void runToTheEnd(TagSweep sweeping) throws SQLException {
    Duration pause = TagSweep.PAUSE;
    for (int i = 0; pause.equals(TagSweep.PAUSE) && i < 100_000; i++) {
      pause = transact(transaction -> sweeping.run(transaction, SliceBudget.of(AMPLE)));
    }
    assertEquals(INTERVAL, pause);
  }

  private EntryHead row(int number) throws SQLException {
    EntryHead row = findRow(number);
    assertNotNull(row);
    return row;
  }

  private @Nullable EntryHead findRow(int number) throws SQLException {
    ObjectKey key = key(number);
    var kind = Objects.requireNonNull(state.catalogue().kind(key.namespace(), key.kind()));
    return new ObjectDao(new PreparedStatements(database.writing)).findHead(kind.address(key));
  }

  private TagMarks marks() {
    NamespaceState namespace = state.catalogue().namespace(NAMESPACE);
    assertNotNull(namespace);
    return namespace.tagMarks();
  }

  private TagMark mark() {
    TagMark mark = marks().marks().get(TAG);
    assertNotNull(mark);
    return mark;
  }

  private long revision() {
    return Objects.requireNonNull(state.account(NAMESPACE)).revision();
  }

  private long rowsStaleFrom(Instant time) throws SQLException {
    long rows = 0;
    for (int i = 0; i < ENTRIES; i++) {
      EntryHead row = findRow(i);
      rows += row != null && row.validity().softExpiry().equals(time) ? 1 : 0;
    }
    return rows;
  }

  @Test
  void soft_rowsSayItWithoutANewRevision() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    Instant invalidated = database.clock.instant();
    invalidate(false, TAG);
    long revision = revision();
    long before = row(7).revision();
    database.clock.advance(Duration.ofMinutes(10));
    changes.clear();
    runToTheEnd();
    assertEquals(ENTRIES, rowsStaleFrom(invalidated));
    assertEquals(before, row(7).revision());
    assertEquals(revision, revision());
    assertEquals(revision, database.number("SELECT count(*) FROM change_log"));
    assertEquals(ENTRIES, changes.size());
    assertTrue(changes.stream().allMatch(change -> change.entry() == null));
    assertTrue(mark().isSwept());
    assertEquals(1, database.number("SELECT count(*) FROM tag_mark WHERE swept_revision > 0"));
  }

  @Test
  void soft_whatWasPutSinceOrIsStaleAlready_isLeftAlone() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofHours(2));
    invalidate(false, TAG);
    write(put(key(0), database.clock.instant(), TAG));
    changes.clear();
    runToTheEnd();
    assertEquals(List.of(), changes);
  }

  @Test
  void hard_rowsGoAndAreCountedAndLogged() throws Exception {
    putAll(TAG, "other");
    write(put(key(ENTRIES), database.clock.instant(), "other"));
    invalidate(true, TAG);
    long revision = revision();
    changes.clear();
    runToTheEnd();
    assertEquals(1, database.number("SELECT count(*) FROM entry"));
    assertEquals(1, database.number("SELECT count(*) FROM entry_tag"));
    assertEquals(revision + ENTRIES, revision());
    assertEquals(ENTRIES, changes.size());
    assertEquals(ENTRIES, state.statistics().stream().mapToLong(kind -> kind.expirations()).sum());
  }

  @Test
  void timeIsUp_stopsAfterOneRowAndGoesOnThere() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    invalidate(false, TAG);
    for (int i = 1; i <= 70; i++) {
      assertEquals(TagSweep.PAUSE, run(Duration.ZERO));
      assertEquals(i, rowsStaleFrom(database.clock.instant()));
    }
    assertFalse(mark().isSwept());
    runToTheEnd();
    assertEquals(ENTRIES, rowsStaleFrom(database.clock.instant()));
  }

  @Test
  void invalidatedAgainMeanwhile_isSweptAgain() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    Instant first = database.clock.instant();
    invalidate(false, TAG);
    run(Duration.ZERO);
    database.clock.advance(Duration.ofMinutes(1));
    // The very row that the sweep has passed.
    int passed =
        IntStream.range(0, ENTRIES).filter(i -> isStaleFrom(i, first)).findFirst().orElse(-1);
    write(put(key(passed), database.clock.instant(), TAG));
    database.clock.advance(Duration.ofMinutes(1));
    invalidate(false, TAG);
    runToTheEnd();
    assertTrue(mark().isSwept());
    assertEquals(ENTRIES - 1, rowsStaleFrom(first));
    assertEquals(database.clock.instant(), row(passed).validity().softExpiry());
  }

  private boolean isStaleFrom(int number, Instant time) {
    try {
      return row(number).validity().softExpiry().equals(time);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void sliceUndone_tagIsBegunAnew() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    invalidate(false, TAG);
    run(Duration.ZERO);
    assertThrows(
        IllegalStateException.class,
        () ->
            transact(
                transaction -> {
                  var unused = sweep.run(transaction, SliceBudget.of(AMPLE));
                  throw new IllegalStateException("the commit fails");
                }));
    sweep.failed();
    assertEquals(1, rowsStaleFrom(database.clock.instant()));
    assertFalse(mark().isSwept());
    runToTheEnd();
    assertEquals(ENTRIES, rowsStaleFrom(database.clock.instant()));
  }

  @Test
  void restart_goesOn() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    invalidate(false, TAG);
    run(Duration.ZERO);
    state = database.state();
    TagSweep afterwards = new TagSweep(INTERVAL);
    runToTheEnd(afterwards);
    assertEquals(ENTRIES, rowsStaleFrom(database.clock.instant()));
    assertTrue(mark().isSwept());
    state = database.state();
    assertTrue(mark().isSwept());
  }

  @Test
  void damagedRow_isPassedOver() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    invalidate(false, TAG);
    damage();
    runToTheEnd();
    assertTrue(mark().isSwept());
    // So that the audit, which reads every row, finds none that it cannot.
    write(new Clear(NAMESPACE, null));
    runClearedSweep();
  }

  private void damage() throws SQLException {
    try (Statement statement = database.writing.createStatement()) {
      statement.executeUpdate("UPDATE entry SET metadata = x'02ff' WHERE id = 'id7'");
    }
  }

  private void runClearedSweep() throws SQLException {
    ClearedSweep cleared = new ClearedSweep(INTERVAL);
    assertEquals(
        INTERVAL, transact(transaction -> cleared.run(transaction, SliceBudget.of(AMPLE))));
  }

  @Test
  void cleared_meanwhile_isDoneAndTheTagsGoToo() throws Exception {
    putAll(TAG);
    invalidate(false, TAG);
    run(Duration.ZERO);
    write(new Clear(NAMESPACE, null));
    changes.clear();
    runToTheEnd();
    assertEquals(List.of(), changes);
    assertTrue(mark().isSwept());
    runClearedSweep();
    assertEquals(0, database.number("SELECT count(*) FROM entry_tag"));
  }

  @Test
  void namespaceDeleted_meanwhile_isDone() throws Exception {
    putAll(TAG);
    invalidate(false, TAG);
    run(Duration.ZERO);
    write(new DeleteNamespace(NAMESPACE, null));
    runToTheEnd();
    assertEquals(0, database.number("SELECT count(*) FROM tag_mark"));
    putAll(TAG);
    assertEquals(Map.of(), marks().marks());
  }

  @Test
  void mark_isDroppedAnHourAfterItsLastInvalidation() throws Exception {
    putAll(TAG);
    invalidate(false, TAG);
    database.clock.advance(Duration.ofMinutes(30));
    invalidate(false, TAG);
    long revision = mark().revision();
    runToTheEnd();
    database.clock.advance(TagSweep.KEPT.minusNanos(1_000));
    runToTheEnd();
    assertTrue(mark().isSwept());
    database.clock.advance(Duration.ofNanos(1_000));
    runToTheEnd();
    assertEquals(new TagMarks(Map.of(), revision), marks());
    assertEquals(0, database.number("SELECT count(*) FROM tag_mark"));
    state = database.state();
    assertEquals(new TagMarks(Map.of(), revision), marks());
  }

  @Test
  void mark_notSwept_isNotDroppedHoweverOld() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    Instant invalidated = database.clock.instant();
    invalidate(false, TAG);
    database.clock.advance(TagSweep.KEPT.multipliedBy(2));
    run(Duration.ZERO);
    assertFalse(mark().isSwept());
    runToTheEnd();
    assertEquals(ENTRIES, rowsStaleFrom(invalidated));
    runToTheEnd();
    assertEquals(Map.of(), marks().marks());
  }

  @Test
  void mark_dropped_whatWasPutLateStaysAsItWas() throws Exception {
    putAll(TAG, "other");
    Instant fetched = database.clock.instant();
    database.clock.advance(Duration.ofMinutes(10));
    Instant invalidated = database.clock.instant();
    invalidate(false, TAG);
    invalidate(true, "gone");
    runToTheEnd();
    database.clock.advance(Duration.ofMinutes(10));
    write(put(key(0), fetched, TAG));
    write(put(key(1), fetched, "gone"));
    database.clock.advance(TagSweep.KEPT);
    runToTheEnd();
    assertEquals(Map.of(), marks().marks());
    assertEquals(invalidated, row(0).validity().softExpiry());
    assertFalse(row(1).validity().hardExpiry().isAfter(database.clock.instant()));
  }

  private void invalidateMany(int from, int to) throws SQLException {
    invalidate(false, IntStream.range(from, to).mapToObj(i -> "tag" + i).toArray(String[]::new));
  }

  @Test
  void bound_allUnswept_isRefusedAndChangesNothing() throws Exception {
    putAll(TAG);
    invalidateMany(0, TagMarks.MOST - 1);
    invalidate(false, TAG);
    long revision = revision();
    CacheException refused = assertThrows(CacheException.class, () -> invalidate(true, "more"));
    assertEquals(Reason.OVERLOADED, refused.reason());
    assertEquals(revision, revision());
    assertEquals(TagMarks.MOST, marks().marks().size());
    invalidate(false, TAG, "tag5");
    assertEquals(revision + 2, revision());
  }

  @Test
  void bound_oldestSweptGoFirst_howeverYoung() throws Exception {
    putAll(TAG);
    invalidateMany(0, TagMarks.MOST);
    long first = marks().of("tag0").revision();
    runToTheEnd();
    invalidate(false, TAG, "tag0");
    assertEquals(TagMarks.MOST, marks().marks().size());
    assertFalse(marks().marks().containsKey("tag1"));
    assertTrue(marks().marks().containsKey("tag0"));
    assertEquals(first + 1, marks().floor());
    assertEquals(TagMarks.MOST, database.number("SELECT count(*) FROM tag_mark"));
    assertEquals(first + 1, database.number("SELECT tag_floor FROM namespace"));
  }
}
