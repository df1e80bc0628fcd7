package dev.larder.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Lends a thread that waits for a future to the work that the future needs, so that waiting takes
 * no other thread. What comes after it left, or was not begun when it did, goes where it would have
 * gone without it. The thread is the one that makes this.
 */
final class CallerThread {
  private static final Runnable WAKE_UP = CallerThread::doNothing;

  private final Thread thread = Thread.currentThread();
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private boolean gone;

  /**
   * Runs tasks in this thread while it waits, and elsewhere when it does not. A task that is
   * refused there runs in the thread that brought it, so that nothing is left undone.
   */
  Executor orElse(Executor elsewhere) {
    return work -> accept(new Task(work, elsewhere, refusal -> work.run()));
  }

  /**
   * Calls a loader in this thread while it waits, and elsewhere when it does not. A load that is
   * refused there fails.
   */
  <T> AsyncConditionalLoader<T> orElse(Executor elsewhere, ConditionalLoader<T> loader) {
    return (key, previous) -> {
      BlockingLoad<T> load = new BlockingLoad<>(key, same -> loader.load(same, previous), thread);
      accept(new Task(load, elsewhere, load::fail));
      return load.loaded();
    };
  }

  /** Runs what comes until the future is done. */
  void runUntilDone(CompletableFuture<?> future) throws InterruptedException {
    Task wakeUp = new Task(WAKE_UP, Runnable::run, refusal -> {});
    var unused = future.whenComplete((value, failure) -> tasks.add(wakeUp));
    try {
      while (!future.isDone()) {
        tasks.take().work.run();
      }
    } finally {
      leave();
    }
  }

  private static void doNothing() {}

  private void accept(Task task) {
    synchronized (this) {
      if (!gone) {
        tasks.add(task);
        return;
      }
    }
    task.runElsewhere();
  }

  private void leave() {
    List<Task> left = new ArrayList<>();
    synchronized (this) {
      gone = true;
      tasks.drainTo(left);
    }
    left.forEach(Task::runElsewhere);
  }

  private record Task(Runnable work, Executor elsewhere, Consumer<Throwable> refused) {
    void runElsewhere() {
      try {
        elsewhere.execute(work);
      } catch (RejectedExecutionException refusal) {
        refused.accept(refusal);
      }
    }
  }
}
