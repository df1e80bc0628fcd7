package dev.larder.store.sqlite;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How much time a slice has left. */
final class SliceBudget {
  private final LongSupplier nanoTime;
  private final long endNanos;

  private SliceBudget(LongSupplier nanoTime, Duration budget) {
    this.nanoTime = nanoTime;
    this.endNanos = nanoTime.getAsLong() + budget.toNanos();
  }

  /** Begins now. */
  static SliceBudget of(Duration budget) {
    return of(budget, System::nanoTime);
  }

  /** The same, by another clock. */
  static SliceBudget of(Duration budget, LongSupplier nanoTime) {
    return new SliceBudget(nanoTime, budget);
  }

  boolean remains() {
    return nanoTime.getAsLong() - endNanos < 0;
  }
}
