package dev.larder.store.sqlite;

import dev.larder.model.CacheException;
import dev.larder.model.Cancellation;
import dev.larder.store.EntryAddress;
import dev.larder.store.StoreStatistics;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lane for blocking reads: a bounded queue and a fixed number of threads, each with a connection
 * of its own. A thread takes several pieces of work at once and does them in one read transaction:
 * one snapshot, one hop between threads, one statement for most of what they read by key. Nothing
 * is answered before that transaction has ended, so that no caller can make it last.
 *
 * <p>Thread-safe.
 */
final class ReadOffload implements AutoCloseable {
  /**
   * What is held back until the end of a transaction; more is answered before the next work is
   * begun. Every thread may hold as much, so it is less where the heap is small.
   */
  private static final long MOST_BYTES = Math.min(4L << 20, Runtime.getRuntime().maxMemory() / 32);

  /** Of addresses that wait: ten thousand reads of a hundred keys each, or as much. */
  private static final long QUEUE_BYTES = 128L << 20;

  private final WorkQueue<Task<?>> queue;
  private final ReaderPool pool;
  private final Consumer<SQLException> onFailure;
  private final int threadCount;
  private final int batch;
  private final WorkerThreads threads;

  /** Work for a reader. */
  @FunctionalInterface
  interface Work<R> {
    R run(Reader reader) throws SQLException;

    /** The entries that it will ask for, to be read together with those of other work. */
    default List<EntryAddress> addresses() {
      return List.of();
    }
  }

  /**
   * @param name of the queue and the threads
   * @param batch the most pieces of work in one transaction
   * @param onFailure is told of every error of SQLite
   */
  ReadOffload(
      String name,
      ReaderPool pool,
      int threadCount,
      int queueEntries,
      int batch,
      Consumer<SQLException> onFailure) {
    this.queue = new WorkQueue<>(name, queueEntries, QUEUE_BYTES);
    this.pool = pool;
    this.onFailure = onFailure;
    this.threadCount = threadCount;
    this.batch = batch;
    this.threads = new WorkerThreads(name, threadCount, this::serve);
  }

  /** Hands over work that holds next to nothing while it waits. */
  <R> CompletableFuture<R> submit(Work<R> work, Cancellation cancellation) {
    return submit(work, 0, cancellation);
  }

  /**
   * Hands work to the lane. The future is completed on one of its threads.
   *
   * @param weight about how many bytes it holds while it waits
   */
  <R> CompletableFuture<R> submit(Work<R> work, long weight, Cancellation cancellation) {
    Task<R> task = new Task<>(work, cancellation);
    try {
      queue.offer(task, weight);
      return task.answer;
    } catch (CacheException refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
  }

  StoreStatistics.Queue figures() {
    return queue.figures();
  }

  private void serve() {
    Reader reader = null;
    while (!queue.isFinished()) {
      reader = serve(queue.take(share(), Long.MAX_VALUE), reader);
    }
    if (reader != null) {
      pool.giveBack(reader);
    }
  }

  /** No thread takes so much that the others have nothing to do. */
  private int share() {
    return (int) Math.min(batch, 1 + queue.depth() / threadCount);
  }

  /**
   * Does the tasks, answers and removes them; gives the reader back, or null when it is of no more
   * use.
   */
  private @Nullable Reader serve(List<Task<?>> tasks, @Nullable Reader known) {
    tasks.removeIf(Task::dropIfCancelled);
    if (tasks.isEmpty()) {
      return known;
    }
    Reader reader = known;
    try {
      if (reader == null) {
        reader = pool.take();
      }
      run(tasks, reader);
      return reader;
    } catch (SQLException e) {
      onFailure.accept(e);
      tasks.forEach(task -> task.fail(e));
      if (reader != null) {
        pool.giveUp(reader);
      }
      return null;
    }
  }

  private static void run(List<Task<?>> tasks, Reader reader) throws SQLException {
    while (!tasks.isEmpty()) {
      reader.begin();
      readAhead(tasks, reader);
      int done = 0;
      do {
        tasks.get(done++).run(reader);
      } while (done < tasks.size() && reader.bytesRead() < MOST_BYTES);
      reader.end();
      List<Task<?>> due = tasks.subList(0, done);
      due.forEach(Task::answer);
      // What they hold may go now, and not only when the last of all has been read.
      due.clear();
    }
  }

  /** For the first tasks, as many as one statement takes; until all of their callers have gone. */
  private static void readAhead(List<Task<?>> tasks, Reader reader) throws SQLException {
    List<EntryAddress> addresses = new ArrayList<>();
    int together = 0;
    while (together < tasks.size() && addresses.size() < EntryFetch.ADDRESSES) {
      List<EntryAddress> wanted = tasks.get(together++).work.addresses();
      int room = EntryFetch.ADDRESSES - addresses.size();
      addresses.addAll(wanted.subList(0, Math.min(room, wanted.size())));
    }
    List<Task<?>> readers = tasks.subList(0, together);
    reader.workFor(() -> readers.stream().allMatch(task -> task.cancellation.isCancelled()));
    try {
      reader.entries().fetch(addresses);
    } catch (SQLException e) {
      if (!SqliteErrors.isInterrupt(e)) {
        throw e;
      }
      // Nobody is left to be answered, as each of the tasks will find for itself.
      reader.statements().forget();
    } finally {
      reader.workFor(Cancellation.NEVER);
    }
  }

  /** Does what was accepted, then ends the threads. Blocks until then. */
  @Override
  public void close() {
    queue.close();
    threads.join();
  }

  private static final class Task<R> {
    private final Work<R> work;
    private final Cancellation cancellation;
    private final CompletableFuture<R> answer = new CompletableFuture<>();
    private @Nullable R result;
    private @Nullable Throwable failure;

    Task(Work<R> work, Cancellation cancellation) {
      this.work = work;
      this.cancellation = cancellation;
    }

    boolean dropIfCancelled() {
      return cancellation.isCancelled() && answer.completeExceptionally(SqliteErrors.cancelled());
    }

    /**
     * Whatever the work throws is its own failure; but an error of SQLite, other than an interrupt,
     * puts the whole transaction in doubt.
     */
    void run(Reader reader) throws SQLException {
      reader.workFor(cancellation);
      try {
        result = work.run(reader);
      } catch (RuntimeException | Error e) {
        failure = e;
      } catch (SQLException e) {
        if (!SqliteErrors.isInterrupt(e)) {
          throw e;
        }
        failure = SqliteErrors.cancelled();
        // The one that was interrupted is dead, and the next work may ask for the same.
        reader.statements().forget();
      } finally {
        reader.workFor(Cancellation.NEVER);
      }
    }

    void answer() {
      if (failure == null) {
        answer.complete(result);
      } else {
        answer.completeExceptionally(failure);
      }
    }

    void fail(SQLException error) {
      answer.completeExceptionally(SqliteErrors.translate(error));
    }
  }
}
