package dev.larder.cache;

import java.time.Duration;

/**
 * Does small things of fills later, or at once but elsewhere, one after the other. Thread-safe;
 * nothing here waits.
 */
interface FillTimer {
  /** Something that is to be done later. */
  interface Timeout {
    /** It need not be done any more; without effect when it has been. */
    void cancel();
  }

  /** Does it after this time, or soon when that is not positive. */
  Timeout after(Duration delay, Runnable action);

  /** Does it soon. */
  void execute(Runnable action);
}
