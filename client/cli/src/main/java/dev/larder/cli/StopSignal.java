package dev.larder.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * SIGINT and SIGTERM: what is to be done on them, and time for the main thread to end what it does.
 * Thread-safe.
 */
final class StopSignal {
  private static final long GRACE_SECONDS = 5;

  private final BooleanSupplier action;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::hear, "larder-stop");
  private volatile boolean given;

  private StopSignal(BooleanSupplier action) {
    this.action = action;
  }

  /**
   * Has this done when a signal comes, until {@link #end}.
   *
   * @param action answers whether the main thread now has something to end
   */
  static StopSignal listen(BooleanSupplier action) {
    StopSignal signal = new StopSignal(action);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  boolean wasGiven() {
    return given;
  }

  /** The main thread has ended what it did: the process may go. */
  void end() {
    ended.countDown();
    if (!given) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException goingAlready) {
        // Then the hook runs and finds that all is done.
      }
    }
  }

  private void hear() {
    given = true;
    if (action.getAsBoolean()) {
      awaitEnd();
    }
  }

  private void awaitEnd() {
    try {
      var unused = ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
