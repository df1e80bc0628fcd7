package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;

/** A lane of one thread, which a test can keep busy while it fills the queue behind it. */
class ReadOffloadTest {
  private static final int QUEUE_ENTRIES = 4;
  private static final String COUNT = "SELECT count(*) FROM cleared_generation";
  private static final long FOR_EVER = Long.MAX_VALUE;
  private static final String COUNT_UP =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
          + " SELECT max(i) FROM n";

  @TempDir Path directory;
  private final List<SQLException> failures = new ArrayList<>();
  private TestingDatabase database;
  private ReaderPool pool;
  private ReadOffload lane;

  @BeforeEach
  void open() throws SQLException {
    database = new TestingDatabase(directory);
    pool = new ReaderPool("test-read", database.file.pragmas().reader(), 1);
    lane = new ReadOffload("test-read", pool, 1, QUEUE_ENTRIES, 64, failures::add);
  }

  @AfterEach
  void close() throws SQLException {
    lane.close();
    pool.close();
    database.close();
  }

  /** Work that keeps the thread until it is let go. */
  private final class Busy {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CompletableFuture<Boolean> answer;

    Busy() throws InterruptedException {
      answer =
          lane.submit(
              reader -> {
                begun.countDown();
                return await(letGo);
              },
              Cancellation.NEVER);
      assertTrue(await(begun));
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

  private static long count(Reader reader) throws SQLException {
    return number(reader, COUNT);
  }

  private static long number(Reader reader, String query) throws SQLException {
    try (ResultSet row = reader.statements().get(query).executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private void addRow(long generation) throws SQLException {
    try (Statement statement = database.writing.createStatement()) {
      statement.executeUpdate("INSERT INTO cleared_generation VALUES (" + generation + ")");
    }
  }

  private static Reason reason(CompletableFuture<?> future) {
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> TestingDatabase.answer(future));
    return assertInstanceOf(CacheException.class, failure.getCause()).reason();
  }

  @Test
  void largeAnswers_areLetGoBeforeTheNextTransaction() throws Exception {
    Busy busy = new Busy();
    CompletableFuture<WeakReference<byte[]>> large = new CompletableFuture<>();
    submitLarge(large);
    CompletableFuture<Boolean> next =
        lane.submit(reader -> isCollected(large.join()), Cancellation.NEVER);
    busy.letGo();
    assertTrue(TestingDatabase.answer(next), "it is held while the next transaction runs");
  }

  /** In a method of its own, whose frame is gone when the answer is to be. */
  private void submitLarge(CompletableFuture<WeakReference<byte[]>> large) {
    var unused =
        lane.submit(
            reader -> {
              byte[] answer = new byte[1];
              reader.countBytes(FOR_EVER);
              large.complete(new WeakReference<>(answer));
              return answer;
            },
            Cancellation.NEVER);
  }

  private static boolean isCollected(WeakReference<byte[]> reference) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TestingDatabase.PATIENCE_SECONDS);
    while (!reference.refersTo(null) && System.nanoTime() < end) {
      System.gc();
    }
    return reference.refersTo(null);
  }

  @Test
  void severalQueued_shareOneSnapshot() throws Exception {
    Busy busy = new Busy();
    CompletableFuture<Long> first =
        lane.submit(
            reader -> {
              long before = count(reader);
              addRow(1);
              return before;
            },
            Cancellation.NEVER);
    CompletableFuture<Long> second = lane.submit(ReadOffloadTest::count, Cancellation.NEVER);
    busy.letGo();
    assertEquals(0, TestingDatabase.answer(first));
    assertEquals(0, TestingDatabase.answer(second));
    assertEquals(
        1, TestingDatabase.answer(lane.submit(ReadOffloadTest::count, Cancellation.NEVER)));
  }

  @Test
  void muchRead_isAnsweredBeforeMoreIsRead() throws Exception {
    Busy busy = new Busy();
    CompletableFuture<Long> heavy =
        lane.submit(
            reader -> {
              reader.countBytes(1L << 30);
              return count(reader);
            },
            Cancellation.NEVER);
    CompletableFuture<Boolean> next = lane.submit(reader -> heavy.isDone(), Cancellation.NEVER);
    busy.letGo();
    assertTrue(TestingDatabase.answer(next));
  }

  @Test
  void queueFull_isRefusedAtOnce() throws Exception {
    Busy busy = new Busy();
    for (int i = 0; i < QUEUE_ENTRIES; i++) {
      assertFalse(lane.submit(ReadOffloadTest::count, Cancellation.NEVER).isDone());
    }
    CompletableFuture<Long> refused = lane.submit(ReadOffloadTest::count, Cancellation.NEVER);
    assertTrue(refused.isCompletedExceptionally());
    assertEquals(Reason.OVERLOADED, reason(refused));
    assertEquals(1, lane.figures().rejected());
    busy.letGo();
  }

  @Test
  void cancelledInTheQueue_isNeverRun() throws Exception {
    Busy busy = new Busy();
    AtomicBoolean gone = new AtomicBoolean();
    AtomicInteger runs = new AtomicInteger();
    CompletableFuture<Integer> abandoned = lane.submit(reader -> runs.incrementAndGet(), gone::get);
    gone.set(true);
    busy.letGo();
    assertEquals(Reason.CANCELLED, reason(abandoned));
    assertEquals(0, runs.get());
  }

  @Test
  void cancelledWhileItRuns_isInterruptedAndTheSameQueryGoesOnForTheNext() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean gone = new AtomicBoolean();
    CompletableFuture<Long> scan =
        lane.submit(
            reader -> {
              begun.countDown();
              return countUp(reader, FOR_EVER);
            },
            gone::get);
    assertTrue(await(begun));
    CompletableFuture<Long> next =
        lane.submit(reader -> countUp(reader, 10) + count(reader), Cancellation.NEVER);
    gone.set(true);
    assertEquals(Reason.CANCELLED, reason(scan));
    assertEquals(10, TestingDatabase.answer(next));
    assertEquals(List.of(), failures);
  }

  private static long countUp(Reader reader, long last) throws SQLException {
    PreparedStatement statement = reader.statements().get(COUNT_UP);
    statement.setLong(1, last);
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void workThatThrows_failsAlone() throws Exception {
    Busy busy = new Busy();
    CompletableFuture<Long> faulty =
        lane.submit(
            reader -> {
              throw new IllegalStateException("a fault");
            },
            Cancellation.NEVER);
    CompletableFuture<Long> sound = lane.submit(ReadOffloadTest::count, Cancellation.NEVER);
    busy.letGo();
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> TestingDatabase.answer(faulty));
    assertInstanceOf(IllegalStateException.class, failure.getCause());
    assertEquals(0, TestingDatabase.answer(sound));
  }

  @Test
  void errorOfSqlite_isToldAndTheLaneGetsANewConnection() throws Exception {
    List<Reader> readers = new ArrayList<>();
    CompletableFuture<Long> faulty =
        lane.submit(
            reader -> {
              readers.add(reader);
              return number(reader, "SELECT no_such_column FROM entry");
            },
            Cancellation.NEVER);
    assertThrows(ExecutionException.class, () -> TestingDatabase.answer(faulty));
    CompletableFuture<Boolean> sameReader =
        lane.submit(reader -> readers.contains(reader), Cancellation.NEVER);
    assertFalse(TestingDatabase.answer(sameReader));
    assertEquals(1, failures.size());
  }

  @Test
  void writing_isRefusedByTheConnection() throws Exception {
    CompletableFuture<Integer> write =
        lane.submit(
            reader -> reader.statements().get("DELETE FROM cleared_generation").executeUpdate(),
            Cancellation.NEVER);
    assertThrows(ExecutionException.class, () -> TestingDatabase.answer(write));
  }

  @Test
  void close_answersWhatWasAccepted() throws Exception {
    Busy busy = new Busy();
    CompletableFuture<Long> accepted = lane.submit(ReadOffloadTest::count, Cancellation.NEVER);
    busy.letGo();
    lane.close();
    assertTrue(busy.answer.isDone());
    assertTrue(accepted.isDone());
    assertEquals(
        Reason.SHUTTING_DOWN, reason(lane.submit(ReadOffloadTest::count, Cancellation.NEVER)));
  }

  @Test
  void close_connectionInOrder_isGivenBackOpen() throws Exception {
    Connection used =
        TestingDatabase.answer(lane.submit(ReadOffloadTest::physical, Cancellation.NEVER));
    lane.close();
    Reader next = pool.take();
    assertSame(used, physical(next));
    pool.giveBack(next);
  }

  private static Connection physical(Reader reader) throws SQLException {
    return reader.connection().unwrap(SQLiteConnection.class);
  }
}
