package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.larder.model.Bytes;
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
import dev.larder.store.WriteCommand.InvalidateTags;
import dev.larder.store.WriteCommand.Put;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Entries with tags in a database file, and a sweep that tests run by hand. */
abstract class TestingTagSweep {
  static final String NAMESPACE = "acme";
  static final String TAG = "team-7";
  static final Duration INTERVAL = Duration.ofDays(1);
  static final Duration AMPLE = Duration.ofDays(1);
  static final int ENTRIES = 200;

  @TempDir Path directory;
  TestingDatabase database;
  CommittedState state;
  final TagSweep sweep = new TagSweep(INTERVAL);
  final List<Commit.Change> changes = new ArrayList<>();

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

  interface Work<T> {
    T in(WriteTransaction transaction) throws SQLException;
  }

  <T> T transact(Work<T> work) throws SQLException {
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

  void write(WriteCommand<?> command) throws SQLException {
    Object unused = transact(transaction -> WriteCommands.execute(transaction, command));
  }

  Put put(ObjectKey key, Instant fetchTime, String... tags) {
    Payload payload = new Payload(Payload.Form.DATA, Bytes.utf8("payload"), "", "");
    Instant fresh = fetchTime.plus(Duration.ofHours(1));
    return new Put(
        key,
        Content.of(payload, List.of(), List.of(tags), ""),
        new Validity(fetchTime, Lifetime.DEFAULT, fresh),
        null);
  }

  static ObjectKey key(int number) {
    return new ObjectKey(NAMESPACE, number % 3 == 0 ? "messages" : "users", "id" + number);
  }

  void putAll(String... tags) throws SQLException {
    for (int i = 0; i < ENTRIES; i++) {
      write(put(key(i), database.clock.instant(), tags));
    }
  }

  void invalidate(boolean hard, String... tags) throws SQLException {
    write(new InvalidateTags(NAMESPACE, List.of(tags), hard));
  }

  Duration run(Duration budget) throws SQLException {
    return transact(transaction -> sweep.run(transaction, SliceBudget.of(budget)));
  }

  void runToTheEnd() throws SQLException {
    runToTheEnd(sweep);
  }

  void runToTheEnd(TagSweep sweeping) throws SQLException {
    Duration pause = TagSweep.PAUSE;
    for (int i = 0; pause.equals(TagSweep.PAUSE) && i < 100_000; i++) {
      pause = transact(transaction -> sweeping.run(transaction, SliceBudget.of(AMPLE)));
    }
    assertEquals(INTERVAL, pause);
  }

  EntryHead row(int number) throws SQLException {
    EntryHead row = findRow(number);
    assertNotNull(row);
    return row;
  }

  @Nullable EntryHead findRow(int number) throws SQLException {
    ObjectKey key = key(number);
    var kind = Objects.requireNonNull(state.catalogue().kind(key.namespace(), key.kind()));
    return new ObjectDao(new PreparedStatements(database.writing)).findHead(kind.address(key));
  }

  TagMarks marks() {
    NamespaceState namespace = state.catalogue().namespace(NAMESPACE);
    assertNotNull(namespace);
    return namespace.tagMarks();
  }

  TagMark mark() {
    TagMark mark = marks().marks().get(TAG);
    assertNotNull(mark);
    return mark;
  }

  long revision() {
    return Objects.requireNonNull(state.account(NAMESPACE)).revision();
  }

  long rowsStaleFrom(Instant time) throws SQLException {
    long rows = 0;
    for (int i = 0; i < ENTRIES; i++) {
      EntryHead row = findRow(i);
      rows += row != null && row.validity().softExpiry().equals(time) ? 1 : 0;
    }
    return rows;
  }
}
