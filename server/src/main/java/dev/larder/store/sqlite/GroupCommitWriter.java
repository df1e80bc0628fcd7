package dev.larder.store.sqlite;

import dev.larder.concurrent.NamedThreads;
import dev.larder.model.CacheException;
import dev.larder.model.Cancellation;
import dev.larder.store.CommitListener;
import dev.larder.store.StoreStatistics;
import dev.larder.store.WriteCommand;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes what has gathered in its queue, does it in one transaction,
 * commits, tells the listeners, and answers the callers, or has another thread answer them where
 * they are many: so the cost of a commit is shared by all who wait, and no transaction ever meets
 * another inside the process.
 *
 * <p>A group is optimistic. Where a command of it fails in a way that it should not, the group is
 * rolled back and each command is done again in a transaction of its own, so that only the faulty
 * one fails. This is safe because nothing outside the transaction has learned of the first attempt.
 *
 * <p>Thread-safe.
 */
final class GroupCommitWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupCommitWriter.class);
  private static final String NAME = "sqlite-writer";

  /** A group is bounded so that its first caller does not wait for an endless train of others. */
  private static final int GROUP_ENTRIES = 512;

  private static final long GROUP_BYTES = 8L << 20;

  /**
   * Groups whose answers have not been given yet. When it is full the writer gives them itself:
   * slower, never lost.
   */
  private static final int UNANSWERED_GROUPS = 64;

  /** The answers to so few and small writes are given sooner than another thread is woken. */
  private static final int FEW_ENTRIES = 16;

  private static final long FEW_BYTES = 64L << 10;

  private final WorkQueue<PendingWrite<?>> queue;
  private final WritingConnection connection;
  private final Housekeeping housekeeping;
  private final ThreadPoolExecutor answers =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(UNANSWERED_GROUPS),
          new NamedThreads("sqlite-answer"),
          new ThreadPoolExecutor.CallerRunsPolicy());
  private final WorkerThreads thread;

  /**
   * @param connection the writing connection; closed by whoever made it, after this
   * @param slices housekeeping to be done in between
   * @param onFailure is told of every error of SQLite
   */
  GroupCommitWriter(
      SqliteStoreConfig config,
      Connection connection,
      CommittedState committed,
      InstantSource clock,
      List<MaintenanceSlice> slices,
      Consumer<SQLException> onFailure) {
    this.queue =
        new WorkQueue<>(NAME, config.lanes().writeQueueEntries(), config.lanes().writeQueueBytes());
    this.connection = new WritingConnection(connection, committed, clock, onFailure);
    this.housekeeping =
        new Housekeeping(slices, config.upkeep(), this.connection, () -> !queue.isEmpty());
    // Now: a thread that cannot be started is to fail the opening, not somebody's write.
    answers.prestartCoreThread();
    this.thread = new WorkerThreads(NAME, 1, this::serve);
  }

  /**
   * Hands a command to the writer. The future is completed after the commit, on the writer or on
   * the answering thread.
   */
  <R> CompletableFuture<R> submit(WriteCommand<R> command, Cancellation cancellation) {
    PendingWrite<R> write = new PendingWrite<>(command, cancellation);
    try {
      queue.offer(write, command.weight());
      return write.future();
    } catch (CacheException refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
  }

  void addListener(CommitListener listener) {
    connection.addListener(listener);
  }

  StoreStatistics.Queue figures() {
    return queue.figures();
  }

  private void serve() {
    while (!queue.isFinished()) {
      List<PendingWrite<?>> group =
          queue.take(GROUP_ENTRIES, GROUP_BYTES, housekeeping.untilNext());
      if (!group.isEmpty()) {
        commit(group);
      }
      housekeeping.runUrgent();
      housekeeping.runDue();
    }
  }

  private void commit(List<PendingWrite<?>> group) {
    commitWanted(group.stream().filter(write -> !write.failIfCancelled()).toList());
    List<Runnable> due = group.stream().map(PendingWrite::answer).toList();
    if (isSoonAnswered(group)) {
      answer(due);
    } else {
      answers.execute(() -> answer(due));
    }
  }

  private static void answer(List<Runnable> due) {
    for (Runnable each : due) {
      try {
        each.run();
      } catch (RuntimeException | Error e) {
        log.error("A caller could not be answered", e);
      }
    }
  }

  private static boolean isSoonAnswered(List<PendingWrite<?>> group) {
    return group.size() <= FEW_ENTRIES
        && group.stream().mapToLong(PendingWrite::weight).sum() <= FEW_BYTES;
  }

  private void commitWanted(List<PendingWrite<?>> group) {
    if (group.isEmpty()) {
      return;
    }
    WriteTransaction done;
    try {
      done =
          connection.transact(
              transaction -> {
                for (PendingWrite<?> write : group) {
                  write.execute(transaction);
                }
              });
    } catch (SQLException | RuntimeException | Error e) {
      failOrDoAlone(group, e);
      return;
    }
    connection.publish(done);
  }

  private void failOrDoAlone(List<PendingWrite<?>> group, Throwable failure) {
    if (group.size() == 1) {
      group.get(0).fail(SqliteErrors.translate(failure));
    } else {
      // Without its stack: the faulty command meets it again, and its caller is told.
      log.warn(
          "A group of {} writes is done one by one after: {}", group.size(), failure.toString());
      group.forEach(write -> commitWanted(List.of(write)));
    }
  }

  /** Commits what was accepted, answers it, and ends the threads. Blocks until then. */
  @Override
  public void close() {
    queue.close();
    thread.join();
    answers.shutdown();
    awaitAnswers();
  }

  private void awaitAnswers() {
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = answers.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
