package dev.larder.store.sqlite;

import static dev.larder.store.sqlite.TestingDatabase.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Cancellation;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceLimits.Eviction;
import dev.larder.model.NamespaceSettings;
import dev.larder.store.WriteCommand;
import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.PutNamespace;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a slice does of its work, given the time that it has. */
class SliceTimeTest {
  private static final Duration INTERVAL = Duration.ofDays(1);
  private static final int ENTRIES = 20;

  @TempDir Path directory;
  private TestingDatabase database;
  private CommittedState state;

  @BeforeEach
  void open() throws SQLException {
    database = new TestingDatabase(directory);
    state = database.state();
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private void write(WriteCommand<?> command) throws Exception {
    try (GroupCommitWriter writer = writer(List.of())) {
      answer(writer.submit(command, Cancellation.NEVER));
    }
  }

  private GroupCommitWriter writer(List<MaintenanceSlice> slices) {
    return new GroupCommitWriter(
        database.config, database.writing, state, database.clock, slices, failure -> {});
  }

  private void putExpired(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      write(database.putExpired("id" + i));
    }
  }

  private interface Work<T> {
    T in(WriteTransaction transaction) throws SQLException;
  }

  private <T> T transact(Work<T> work) throws SQLException {
    PreparedStatements statements = new PreparedStatements(database.writing);
    WriteTransaction transaction =
        new WriteTransaction(statements, state, database.clock.instant());
    statements.execute("BEGIN IMMEDIATE");
    T answer = work.in(transaction);
    transaction.flush();
    statements.execute("COMMIT");
    var unused = transaction.accept();
    return answer;
  }

  private Duration runWithoutTime(MaintenanceSlice.InTransaction slice) throws SQLException {
    return transact(transaction -> slice.run(transaction, SliceBudget.NONE));
  }

  private long entries() throws SQLException {
    return database.number("SELECT count(*) FROM entry");
  }

  @Test
  void expirySweep_timeIsUp_stopsAfterOneEntry() throws Exception {
    ExpirySweep sweep = new ExpirySweep(INTERVAL);
    putExpired(0, ENTRIES);
    assertEquals(Duration.ZERO, runWithoutTime(sweep));
    assertEquals(ENTRIES - 1, entries());
  }

  @Test
  void expirySweep_leftSomeBehind_removesTwoForEachPutWhateverTheTime() throws Exception {
    ExpirySweep sweep = new ExpirySweep(INTERVAL);
    putExpired(0, ENTRIES);
    runWithoutTime(sweep);
    assertFalse(sweep.isUrgent(), "nothing was put since");
    try (GroupCommitWriter writer = writer(List.of())) {
      writer.addListener(sweep);
      for (int i = 0; i < 5; i++) {
        answer(writer.submit(database.put("fresh" + i), Cancellation.NEVER));
      }
    }
    assertTrue(sweep.isUrgent());
    assertEquals(Duration.ZERO, runWithoutTime(sweep));
    assertEquals(ENTRIES - 1 - 2 * 5 + 5, entries());
    assertFalse(sweep.isUrgent(), "it has done what it owed");
  }

  @Test
  void expirySweep_leftNothing_isNotUrgentAfterPuts() throws Exception {
    ExpirySweep sweep = new ExpirySweep(INTERVAL);
    putExpired(0, 1);
    runWithoutTime(sweep);
    assertEquals(INTERVAL, runWithoutTime(sweep));
    try (GroupCommitWriter writer = writer(List.of())) {
      writer.addListener(sweep);
      answer(writer.submit(database.put("fresh"), Cancellation.NEVER));
    }
    assertFalse(sweep.isUrgent());
  }

  @Test
  void clearedSweep_timeIsUp_stopsAfterOneEntry() throws Exception {
    ClearedSweep sweep = new ClearedSweep(INTERVAL);
    putExpired(0, ENTRIES);
    write(new Clear("acme", "users"));
    assertEquals(Duration.ZERO, runWithoutTime(sweep));
    assertEquals(ENTRIES - 1, entries());
  }

  @Test
  void eviction_timeIsUp_stopsInTheMiddleOfARunAndGoesOnThereLater() throws Exception {
    NamespaceLimits one = new NamespaceLimits(0, 1, Eviction.LRU);
    write(new PutNamespace(new NamespaceSettings("acme", one, new TreeMap<>()), null));
    for (int i = 0; i < ENTRIES; i++) {
      write(database.put("id" + i));
    }
    NamespaceEviction eviction = new NamespaceEviction("acme", new SplittableRandom(1));
    AtomicLong looks = new AtomicLong();
    // Each look at the clock takes a nanosecond, so this is time for four steps.
    assertFalse(makeRoom(eviction, SliceBudget.of(Duration.ofNanos(5), looks::incrementAndGet)));
    assertEquals(ENTRIES - 3, Objects.requireNonNull(state.account("acme")).objects());
    assertTrue(makeRoom(eviction, SliceBudget.of(Duration.ofDays(1))));
    assertEquals(1, entries());
  }

  @Test
  void eviction_goingOnAfterAClear_passesOverWhatItHadChosen() throws Exception {
    NamespaceLimits one = new NamespaceLimits(0, 1, Eviction.LRU);
    write(new PutNamespace(new NamespaceSettings("acme", one, new TreeMap<>()), null));
    for (int i = 0; i < ENTRIES; i++) {
      write(database.put("id" + i));
    }
    NamespaceEviction eviction = new NamespaceEviction("acme", new SplittableRandom(1));
    AtomicLong looks = new AtomicLong();
    assertFalse(makeRoom(eviction, SliceBudget.of(Duration.ofNanos(5), looks::incrementAndGet)));
    write(new WriteCommand.Clear("acme", null));
    write(database.put("id1"));
    write(database.put("id2"));
    assertTrue(makeRoom(eviction, SliceBudget.of(Duration.ofDays(1))));
    assertEquals(1, Objects.requireNonNull(state.account("acme")).objects());
  }

  private boolean makeRoom(NamespaceEviction eviction, SliceBudget time) throws SQLException {
    return transact(transaction -> eviction.makeRoom(transaction, time));
  }
}
