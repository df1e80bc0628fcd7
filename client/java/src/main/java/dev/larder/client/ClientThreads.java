package dev.larder.client;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The executors of a client. The threads of those that it makes are daemons and end when idle for a
 * minute.
 */
final class ClientThreads {
  static final int LOADER_THREADS = 16;
  static final int WAITING_LOADS = 1024;
  private static final long IDLE_SECONDS = 60;

  private ClientThreads() {}

  /**
   * Where futures complete. The queue needs no bound of its own: a call has at most one task in it.
   * After closing, a task runs in the transport's thread, so that no future is left open.
   */
  static ThreadPoolExecutor callbacks() {
    return pool(
        "larder-callback",
        Math.max(2, Runtime.getRuntime().availableProcessors()),
        new LinkedBlockingQueue<>(),
        (task, executor) -> task.run());
  }

  /**
   * Where blocking loaders run. When all threads are busy and the queue is full, a load fails at
   * once.
   */
  static ThreadPoolExecutor loaders() {
    return pool(
        "larder-loader",
        LOADER_THREADS,
        new ArrayBlockingQueue<>(WAITING_LOADS),
        new ThreadPoolExecutor.AbortPolicy());
  }

  /** A given executor. What it refuses runs in the thread that brought it, for the same reason. */
  static Executor orHere(Executor given) {
    return task -> {
      try {
        given.execute(task);
      } catch (RejectedExecutionException refused) {
        task.run();
      }
    };
  }

  private static ThreadPoolExecutor pool(
      String name, int threads, BlockingQueue<Runnable> queue, RejectedExecutionHandler full) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, queue, named(name), full);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger next = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, prefix + "-" + next.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }
}
