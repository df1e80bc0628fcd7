package dev.larder.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * SIGINT and SIGTERM: what is to be done on them, and time for the main thread to end what it does.
 * Thread-safe.
 */
final class StopSignal {
  /** How long the process stays while the main thread has something to end. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /**
   * How long it stays while the main thread only waits. It has been told to wait no more, and an
   * answer of the server may have been faster, which sends it to work. Gone by then, it would keep
   * all others waiting for its lease.
   */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final BooleanSupplier action;
  private final Duration linger;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::hear, "larder-stop");
  private volatile boolean given;

  /** One that listens to nothing yet, and lingers so long. */
  StopSignal(BooleanSupplier action, Duration linger) {
    this.action = action;
    this.linger = linger;
  }

  /**
   * Has this done when a signal comes, until {@link #end}.
   *
   * @param action answers whether the main thread now has something to end; may be called again, to
   *     see whether that has changed
   */
  static StopSignal listen(BooleanSupplier action) {
    StopSignal signal = new StopSignal(action, LINGER);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
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

  /** What is done on a signal; returns when the process may go. */
  void hear() {
    given = true;
    boolean busy = action.getAsBoolean() || (!endsWithin(linger) && action.getAsBoolean());
    if (busy) {
      var unused = endsWithin(GRACE);
    }
  }

  private boolean endsWithin(Duration time) {
    try {
      return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
