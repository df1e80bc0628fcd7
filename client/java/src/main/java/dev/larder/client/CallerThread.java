package dev.larder.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Lends a thread that waits for a future to the work that the future needs, so that waiting takes
 * no other thread. What comes after it left, or was not begun when it did, goes where it would have
 * gone without it.
 */
final class CallerThread {
  private static final Runnable WAKE_UP = CallerThread::doNothing;

  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private boolean gone;

  /** Runs tasks in this thread while it waits, and elsewhere when it does not. */
  Executor orElse(Executor elsewhere) {
    return work -> accept(new Task(work, elsewhere));
  }

  /** Runs what comes until the future is done. */
  void runUntilDone(CompletableFuture<?> future) throws InterruptedException {
    Task wakeUp = new Task(WAKE_UP, Runnable::run);
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

  private record Task(Runnable work, Executor elsewhere) {
    void runElsewhere() {
      elsewhere.execute(work);
    }
  }
}
