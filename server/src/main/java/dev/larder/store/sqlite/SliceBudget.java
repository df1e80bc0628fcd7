package dev.larder.store.sqlite;

import java.time.Duration;

/** How much time a slice has left. */
final class SliceBudget {
  private final long endNanos;

  private SliceBudget(long endNanos) {
    this.endNanos = endNanos;
  }

  /** Begins now. */
  static SliceBudget of(Duration budget) {
    return new SliceBudget(System.nanoTime() + budget.toNanos());
  }

  boolean remains() {
    return System.nanoTime() - endNanos < 0;
  }
}
