package dev.larder.store.sqlite;

import static dev.larder.store.sqlite.TestingDatabase.answer;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.store.Commit;
import dev.larder.store.WriteCommand;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A writer on a database file, and what its tests hand to it. */
abstract class TestingWriter {
  @TempDir Path directory;
  final List<Commit> commits = new CopyOnWriteArrayList<>();
  TestingDatabase database;
  CommittedState state;
  GroupCommitWriter writer;
  Set<Thread> threadsBefore;

  @BeforeEach
  void open() throws SQLException {
    threadsBefore = Thread.getAllStackTraces().keySet();
    database = new TestingDatabase(directory);
    state = database.state();
    writer = writerWith(List.of());
  }

  GroupCommitWriter writerWith(List<MaintenanceSlice> slices) {
    return writerWith(database.config, slices);
  }

  GroupCommitWriter writerWith(SqliteStoreConfig config, List<MaintenanceSlice> slices) {
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
  final class Busy {
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

  static boolean await(CountDownLatch latch) {
    try {
      return latch.await(TestingDatabase.PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  <R> CompletableFuture<R> submit(WriteCommand<R> command) {
    return writer.submit(command, Cancellation.NEVER);
  }

  static Throwable failure(CompletableFuture<?> future) {
    ExecutionException failure = assertThrows(ExecutionException.class, () -> answer(future));
    return Objects.requireNonNull(failure.getCause());
  }

  static Reason reason(CompletableFuture<?> future) {
    return assertInstanceOf(CacheException.class, failure(future)).reason();
  }
}
