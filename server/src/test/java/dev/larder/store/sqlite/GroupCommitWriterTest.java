package dev.larder.store.sqlite;

import static dev.larder.store.sqlite.TestingDatabase.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Precondition;
import dev.larder.store.Commit;
import dev.larder.store.WriteCommand;
import dev.larder.store.WriteCommand.PutBatch;
import dev.larder.store.WriteCommand.PutResult;
import dev.larder.store.sqlite.SqliteStoreConfig.Upkeep;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The writer's mechanics; what each command means is the store contract's matter. */
class GroupCommitWriterTest {
  @TempDir Path directory;
  private final List<Commit> commits = new CopyOnWriteArrayList<>();
  private TestingDatabase database;
  private CommittedState state;
  private GroupCommitWriter writer;
  private Set<Thread> threadsBefore;

  @BeforeEach
  void open() throws SQLException {
    threadsBefore = Thread.getAllStackTraces().keySet();
    database = new TestingDatabase(directory);
    state = database.state();
    writer = writerWith(List.of());
  }

  private GroupCommitWriter writerWith(List<MaintenanceSlice> slices) {
    return writerWith(database.config, slices);
  }

  private GroupCommitWriter writerWith(SqliteStoreConfig config, List<MaintenanceSlice> slices) {
    GroupCommitWriter made =
        new GroupCommitWriter(
            config, database.writing, state, database.clock, slices, failure -> {});
    made.addListener(commits::add);
    return made;
  }

  @AfterEach
  void close() throws SQLException {
    writer.close();
    database.close();
  }

  /**
   * Keeps the writer busy with one commit until it is let go, so that a group gathers behind it.
   */
  private final class Busy {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    Busy() {
      writer.addListener(commit -> hold());
      var unused = submit(database.put("first"));
      assertTrue(await(begun));
    }

    private void hold() {
      begun.countDown();
      await(letGo);
    }

    void letGo() {
      letGo.countDown();
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(TestingDatabase.PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private <R> CompletableFuture<R> submit(WriteCommand<R> command) {
    return writer.submit(command, Cancellation.NEVER);
  }

  private static Throwable failure(CompletableFuture<?> future) {
    ExecutionException failure = assertThrows(ExecutionException.class, () -> answer(future));
    return Objects.requireNonNull(failure.getCause());
  }

  private static Reason reason(CompletableFuture<?> future) {
    return assertInstanceOf(CacheException.class, failure(future)).reason();
  }

  @Test
  void writesThatGather_areCommittedTogetherInOrder() throws Exception {
    Busy busy = new Busy();
    List<CompletableFuture<PutResult>> gathered =
        List.of(submit(database.put("a")), submit(database.put("b")), submit(database.put("c")));
    busy.letGo();
    for (int i = 0; i < gathered.size(); i++) {
      assertEquals(i + 2, answer(gathered.get(i)).revision());
    }
    assertEquals(2, commits.size());
    assertEquals(3, commits.get(1).changes().size());
    assertEquals(Map.of("acme", 4L), commits.get(1).revisions());
  }

  @Test
  void faultyCommandOfAGroup_failsAloneAndLeavesNoGap() throws Exception {
    Busy busy = new Busy();
    CompletableFuture<PutResult> before = submit(database.put("before"));
    CompletableFuture<PutResult> faulty = submit(database.faultyPut("faulty"));
    CompletableFuture<PutResult> after = submit(database.put("after"));
    busy.letGo();
    assertEquals(2, answer(before).revision());
    assertInstanceOf(ArithmeticException.class, failure(faulty));
    assertEquals(3, answer(after).revision());
    assertEquals(3, database.number("SELECT count(*) FROM entry"));
    assertEquals(3, database.number("SELECT objects FROM kind"));
    assertEquals(3, database.number("SELECT max(revision) FROM change_log"));
  }

  @Test
  void failedCommand_leavesNothingInMemory() throws Exception {
    assertInstanceOf(ArithmeticException.class, failure(submit(database.faultyPut("faulty"))));
    assertNull(state.catalogue().namespace("acme"));
    assertEquals(0, database.number("SELECT count(*) FROM namespace"));
    assertEquals(List.of(), commits);
    assertEquals(1, answer(submit(database.put("a"))).revision());
  }

  @Test
  void refusedCommandOfAGroup_changesNothingAndKeepsTheOthersTogether() throws Exception {
    Busy busy = new Busy();
    CompletableFuture<PutResult> refused =
        submit(database.put("a", new Precondition.RevisionIs(77)));
    CompletableFuture<PutResult> stored = submit(database.put("b"));
    busy.letGo();
    assertEquals(Reason.VERSION_CONFLICT, reason(refused));
    assertEquals(2, answer(stored).revision());
    assertEquals(2, commits.size());
    assertEquals(0, database.number("SELECT count(*) FROM entry WHERE id = 'a'"));
  }

  @Test
  void refusedOnly_isNoCommit() throws Exception {
    CompletableFuture<PutResult> refused =
        submit(database.put("a", new Precondition.RevisionIs(77)));
    assertEquals(Reason.VERSION_CONFLICT, reason(refused));
    assertEquals(List.of(), commits);
    assertEquals(0, database.number("SELECT count(*) FROM namespace"));
  }

  @Test
  void atomicBatchRefused_isUndoneWholeAmongOthersOfItsGroup() throws Exception {
    Busy busy = new Busy();
    CompletableFuture<PutResult> before = submit(database.put("before"));
    CompletableFuture<List<PutBatch.Item>> batch =
        submit(
            new PutBatch(
                List.of(
                    database.put("x"),
                    database.put("x", new Precondition.Absent()),
                    database.put("y")),
                true));
    CompletableFuture<PutResult> after = submit(database.put("after"));
    busy.letGo();
    assertEquals(
        List.of(Reason.BATCH_ABORTED, Reason.ALREADY_EXISTS, Reason.BATCH_ABORTED),
        answer(batch).stream().map(item -> ((PutBatch.Refused) item).why().reason()).toList());
    assertEquals(2, answer(before).revision());
    assertEquals(3, answer(after).revision());
    assertEquals(3, database.number("SELECT count(*) FROM entry"));
    assertEquals(2, commits.get(1).changes().size());
  }

  @ParameterizedTest
  @CsvSource({"1, 10, sqlite-writer", "17, 10, sqlite-answer", "1, 100000, sqlite-answer"})
  void answer_comesAfterTheListenersAndOfManyOnAnotherThread(int puts, int size, String thread)
      throws Exception {
    CompletableFuture<String> answeredOn = new CompletableFuture<>();
    AtomicBoolean answeredTooSoon = new AtomicBoolean();
    writer.addListener(commit -> answeredTooSoon.compareAndSet(false, answeredOn.isDone()));
    Busy busy = new Busy();
    CompletableFuture<PutResult> first = submit(database.putText("a", "x".repeat(size)));
    var unused = first.thenAccept(result -> answeredOn.complete(Thread.currentThread().getName()));
    for (int i = 1; i < puts; i++) {
      var unusedAnswer = submit(database.put("b" + i));
    }
    busy.letGo();
    assertTrue(answer(answeredOn).startsWith(thread), answeredOn::join);
    assertEquals(2, commits.size());
    assertFalse(answeredTooSoon.get());
  }

  @Test
  void listenerThatThrows_stopsNobody() throws Exception {
    AtomicInteger told = new AtomicInteger();
    writer.addListener(
        commit -> {
          throw new IllegalStateException("a listener that breaks its contract");
        });
    writer.addListener(commit -> told.incrementAndGet());
    answer(submit(database.put("a")));
    answer(submit(database.put("b")));
    assertEquals(2, told.get());
  }

  @Test
  void queueFull_isRefusedAtOnce() throws Exception {
    Busy busy = new Busy();
    for (int i = 0; i < TestingDatabase.WRITE_QUEUE_ENTRIES; i++) {
      assertFalse(submit(database.put("id" + i)).isDone());
    }
    CompletableFuture<PutResult> refused = submit(database.put("one too many"));
    assertTrue(refused.isCompletedExceptionally());
    assertEquals(Reason.OVERLOADED, reason(refused));
    busy.letGo();
  }

  @Test
  void queueFullOfBytes_isRefusedAtOnce() throws Exception {
    Busy busy = new Busy();
    String half = "x".repeat((int) TestingDatabase.WRITE_QUEUE_BYTES / 2 + 1);
    CompletableFuture<PutResult> accepted = submit(database.putText("a", half));
    assertEquals(Reason.OVERLOADED, reason(submit(database.putText("b", half))));
    busy.letGo();
    assertEquals(2, answer(accepted).revision());
  }

  @Test
  void cancelledInTheQueue_isNotWritten() throws Exception {
    Busy busy = new Busy();
    AtomicBoolean gone = new AtomicBoolean();
    CompletableFuture<PutResult> abandoned = writer.submit(database.put("a"), gone::get);
    CompletableFuture<PutResult> wanted = submit(database.put("b"));
    gone.set(true);
    busy.letGo();
    assertEquals(Reason.CANCELLED, reason(abandoned));
    assertEquals(2, answer(wanted).revision());
    assertEquals(0, database.number("SELECT count(*) FROM entry WHERE id = 'a'"));
  }

  @Test
  void diskFull_isSaidAndWritesGoOnWhenThereIsRoom() throws Exception {
    answer(submit(database.put("small")));
    limitPages(database.number("PRAGMA page_count") + 20);
    CompletableFuture<PutResult> tooLarge = submit(database.putText("large", "x".repeat(500_000)));
    assertEquals(Reason.DISK_FULL, reason(tooLarge));
    assertEquals(1, database.number("SELECT count(*) FROM entry"));
    assertEquals(2, answer(submit(database.put("small enough"))).revision());
    assertEquals(3, answer(submit(database.put("small"))).revision());
    limitPages(1_000_000);
    assertEquals(4, answer(submit(database.putText("large", "x".repeat(500_000)))).revision());
  }

  @Test
  void damagedPage_failsThePutThatMeetsItAndNoOther() throws Exception {
    // So large that each has a page to itself, and neither is ever moved for the other's sake.
    String text = "x".repeat(3_000);
    answer(submit(database.putText("damaged", text)));
    answer(submit(database.putText("sound", text)));
    damageFirstPageOfEntries();
    for (int round = 0; round < 2; round++) {
      SQLException failure =
          assertInstanceOf(SQLException.class, failure(submit(database.putText("damaged", text))));
      assertTrue(DatabaseCheck.isDamage(failure), failure::toString);
      assertEquals(3 + round, answer(submit(database.putText("sound", text))).revision());
    }
    assertEquals(5, answer(submit(database.put("new"))).revision());
  }

  /** While it is closed in order, so that nothing is looked for when it is opened again. */
  private void damageFirstPageOfEntries() throws Exception {
    long page =
        database.number(
            "SELECT pageno FROM dbstat WHERE name = 'entry' AND pagetype = 'leaf'"
                + " ORDER BY path LIMIT 1");
    writer.close();
    database.writing.close();
    database.file.markCleanStop();
    database.close();
    overwrite(page);
    open();
  }

  private void overwrite(long page) throws IOException {
    byte[] noise = new byte[SqlitePragmas.PAGE_BYTES];
    Arrays.fill(noise, (byte) 0xFF);
    try (RandomAccessFile file =
        new RandomAccessFile(database.config.databaseFile().toFile(), "rw")) {
      file.seek((page - 1) * SqlitePragmas.PAGE_BYTES);
      file.write(noise);
    }
  }

  /** Between two writers, because a connection has one user. */
  private void limitPages(long pages) throws Exception {
    writer.close();
    try (Statement statement = database.writing.createStatement()) {
      statement.execute("PRAGMA max_page_count = " + pages);
    }
    writer = writerWith(List.of());
  }

  @Test
  void close_commitsAndAnswersWhatWasAccepted() throws Exception {
    Busy busy = new Busy();
    CompletableFuture<PutResult> accepted = submit(database.put("a"));
    busy.letGo();
    writer.close();
    assertTrue(accepted.isDone());
    assertEquals(2, answer(accepted).revision());
    assertEquals(Reason.SHUTTING_DOWN, reason(submit(database.put("b"))));
    assertEquals(2, database.number("SELECT count(*) FROM entry"));
  }

  /** A slice that changes something, so that its commit can be seen, as often as it is told to. */
  private static final class Counting implements MaintenanceSlice.InTransaction {
    private final CountDownLatch runs;
    private final boolean faulty;

    Counting(int runs, boolean faulty) {
      this.runs = new CountDownLatch(runs);
      this.faulty = faulty;
    }

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public Duration run(WriteTransaction transaction, SliceBudget time) throws SQLException {
      new CatalogueEdits(transaction).requireKind("acme", "kind" + runs.getCount());
      runs.countDown();
      if (faulty) {
        throw new SQLException("a fault");
      }
      return runs.getCount() > 0 ? Duration.ZERO : Duration.ofDays(1);
    }
  }

  @Test
  void slice_runsWhenNobodyWritesUntilItHasNoMoreToDo() throws Exception {
    writer.close();
    Counting slice = new Counting(3, false);
    writer = writerWith(List.of(slice));
    assertTrue(await(slice.runs));
    answer(submit(database.put("a")));
    assertEquals(4, database.number("SELECT count(*) FROM kind"));
  }

  @Test
  void sliceThatFails_isRolledBackAndWritesGoOn() throws Exception {
    writer.close();
    Counting slice = new Counting(1, true);
    writer = writerWith(List.of(slice));
    assertTrue(await(slice.runs));
    assertEquals(1, answer(submit(database.put("a"))).revision());
    assertEquals(1, database.number("SELECT count(*) FROM kind"));
  }

  /** A slice with work for ever. */
  private static final class Endless implements MaintenanceSlice.OnConnection {
    private final CountDownLatch begun = new CountDownLatch(1);

    @Override
    public String name() {
      return "endless";
    }

    @Override
    public Duration run(Connection connection, SliceBudget time) {
      begun.countDown();
      while (time.remains()) {
        Thread.onSpinWait();
      }
      return Duration.ofDays(1);
    }
  }

  @Test
  void slice_writeComes_givesWay() throws Exception {
    writer.close();
    Endless slice = new Endless();
    // Longer than anybody waits in a test, and the writer ends after it where this test fails.
    Duration full = Duration.ofMinutes(1);
    Upkeep upkeep = new Upkeep(Duration.ofDays(1), 16L << 20, 1_000, full, Duration.ofDays(1));
    writer = writerWith(database.configWith(upkeep), List.of(slice));
    assertTrue(await(slice.begun));
    assertEquals(1, answer(submit(database.put("a"))).revision());
  }

  @Test
  void answeringThread_beforeTheFirstWrite_runs() {
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !threadsBefore.contains(thread))
            .anyMatch(thread -> thread.getName().startsWith("sqlite-answer")));
  }
}
