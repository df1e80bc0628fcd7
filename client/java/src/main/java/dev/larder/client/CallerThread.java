package dev.larder.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Lends a thread that waits for a future to the work that the future needs. What comes after it
 * left, or was not begun when it did, goes to the fallback.
 */
final class CallerThread implements Executor {
  private static final Runnable WAKE_UP = CallerThread::doNothing;

  private final Executor fallback;
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private boolean gone;

  CallerThread(Executor fallback) {
    this.fallback = fallback;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (this) {
      if (!gone) {
        tasks.add(task);
        return;
      }
    }
    fallback.execute(task);
  }

  /** Runs what comes until the future is done. */
  void runUntilDone(CompletableFuture<?> future) throws InterruptedException {
    var unused = future.whenComplete((value, failure) -> tasks.add(WAKE_UP));
    try {
      while (!future.isDone()) {
        tasks.take().run();
      }
    } finally {
      leave();
    }
  }

  private static void doNothing() {}

  private void leave() {
    List<Runnable> left = new ArrayList<>();
    synchronized (this) {
      gone = true;
      tasks.drainTo(left);
    }
    left.stream().filter(task -> task != WAKE_UP).forEach(fallback::execute);
  }
}
