package dev.larder.store.sqlite;

import dev.larder.concurrent.NamedThreads;
import dev.larder.model.CacheException;
import dev.larder.model.Cancellation;
import dev.larder.store.Commit;
import dev.larder.store.CommitListener;
import dev.larder.store.StoreStatistics;
import dev.larder.store.WriteCommand;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);

  private final WorkQueue<PendingWrite<?>> queue;
  private final PreparedStatements statements;
  private final CommittedState committed;
  private final InstantSource clock;
  private final SqliteStoreConfig.Upkeep upkeep;
  private final SliceSchedule slices;
  private final Consumer<SQLException> onFailure;
  private final List<CommitListener> listeners = new CopyOnWriteArrayList<>();
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
    this.statements = new PreparedStatements(connection);
    this.committed = committed;
    this.clock = clock;
    this.upkeep = config.upkeep();
    this.slices = new SliceSchedule(slices, upkeep.sliceTime(), System.nanoTime());
    this.onFailure = onFailure;
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
    listeners.add(listener);
  }

  StoreStatistics.Queue figures() {
    return queue.figures();
  }

  private void serve() {
    while (!queue.isFinished()) {
      Duration idle = slices.untilNext(System.nanoTime());
      List<PendingWrite<?>> group = queue.take(GROUP_ENTRIES, GROUP_BYTES, idle);
      if (!group.isEmpty()) {
        commit(group);
      }
      slices.urgent().forEach(this::runInFull);
      runDueSlice();
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
          transact(
              transaction -> {
                for (PendingWrite<?> write : group) {
                  write.execute(transaction);
                }
              });
    } catch (SQLException | RuntimeException | Error e) {
      failOrDoAlone(group, e);
      return;
    }
    publish(done);
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

  private interface Body {
    void run(WriteTransaction transaction) throws SQLException;
  }

  /** All or nothing: where this throws nothing has changed, neither in the file nor in memory. */
  private WriteTransaction transact(Body body) throws SQLException {
    WriteTransaction transaction = new WriteTransaction(statements, committed, clock.instant());
    try {
      statements.execute("BEGIN IMMEDIATE");
      body.run(transaction);
      transaction.flush();
      statements.execute("COMMIT");
      return transaction;
    } catch (SQLException | RuntimeException | Error e) {
      rollBack(e);
      throw e;
    }
  }

  private void rollBack(Throwable cause) {
    if (cause instanceof SQLException error) {
      onFailure.accept(error);
    }
    try {
      statements.execute("ROLLBACK");
    } catch (SQLException e) {
      // After some errors, a full disk for one, SQLite has rolled back by itself.
      cause.addSuppressed(e);
    } finally {
      // Any of them may be dead, this ROLLBACK too, and the next transaction is somebody else's.
      statements.forget();
    }
  }

  private void publish(WriteTransaction transaction) {
    Commit commit = transaction.accept();
    if (commit != null) {
      listeners.forEach(listener -> tell(listener, commit));
    }
  }

  private static void tell(CommitListener listener, Commit commit) {
    try {
      listener.committed(commit);
    } catch (RuntimeException | Error e) {
      // It broke its contract; the commit stands, and its callers are to be answered.
      log.error("A listener failed on a commit", e);
    }
  }

  /**
   * Runs at most one slice, so that the callers' turn comes after it. It gives way to the first
   * caller who comes, too, but for one that has done so for long.
   */
  private void runDueSlice() {
    MaintenanceSlice late = slices.overdue(System.nanoTime(), upkeep.sliceDelay());
    if (late != null) {
      runInFull(late);
    } else if (queue.isEmpty()) {
      runUntilWanted();
    }
  }

  private void runInFull(MaintenanceSlice slice) {
    Duration pause = run(slice, SliceBudget.of(upkeep.sliceTime()));
    slices.reschedule(slice, System.nanoTime(), pause);
  }

  private void runUntilWanted() {
    long begin = System.nanoTime();
    MaintenanceSlice slice = slices.overdue(begin, Duration.ZERO);
    if (slice == null) {
      return;
    }
    Caller caller = new Caller();
    Duration pause = run(slice, SliceBudget.of(upkeep.sliceTime()).until(caller));
    long end = System.nanoTime();
    if (caller.seen) {
      slices.postpone(slice, end, pause, end - begin);
    } else {
      slices.reschedule(slice, end, pause);
    }
  }

  /** Whether one has come, when it was looked for last. */
  private final class Caller implements BooleanSupplier {
    private boolean seen;

    @Override
    public boolean getAsBoolean() {
      seen = !queue.isEmpty();
      return seen;
    }
  }

  private Duration run(MaintenanceSlice slice, SliceBudget time) {
    try {
      if (slice instanceof MaintenanceSlice.OnConnection onConnection) {
        return runOnConnection(onConnection, time);
      }
      return runInTransaction((MaintenanceSlice.InTransaction) slice, time);
    } catch (SQLException | RuntimeException | Error e) {
      slice.failed();
      log.warn("The slice {} failed; it comes again in {}", slice.name(), PAUSE_AFTER_FAILURE, e);
      return PAUSE_AFTER_FAILURE;
    }
  }

  private Duration runOnConnection(MaintenanceSlice.OnConnection slice, SliceBudget time)
      throws SQLException {
    try {
      return slice.run(statements.connection(), time);
    } catch (SQLException e) {
      onFailure.accept(e);
      throw e;
    }
  }

  private Duration runInTransaction(MaintenanceSlice.InTransaction slice, SliceBudget time)
      throws SQLException {
    Duration[] pause = {PAUSE_AFTER_FAILURE};
    publish(transact(transaction -> pause[0] = slice.run(transaction, time)));
    return pause[0];
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
