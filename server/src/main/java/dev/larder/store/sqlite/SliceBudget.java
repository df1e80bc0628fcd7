package dev.larder.store.sqlite;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** How much time a slice has left. Used by one thread. */
final class SliceBudget {
  /** For a slice that is to do what it must and no more. */
  static final SliceBudget NONE = of(Duration.ZERO);

  private final LongSupplier nanoTime;
  private final long endNanos;
  private final BooleanSupplier isWanted;

  private SliceBudget(LongSupplier nanoTime, long endNanos, BooleanSupplier isWanted) {
    this.nanoTime = nanoTime;
    this.endNanos = endNanos;
    this.isWanted = isWanted;
  }

  /** Begins now. */
  static SliceBudget of(Duration budget) {
    return of(budget, System::nanoTime);
  }

  /** The same, by another clock. */
  static SliceBudget of(Duration budget, LongSupplier nanoTime) {
    return new SliceBudget(nanoTime, nanoTime.getAsLong() + budget.toNanos(), () -> false);
  }

  /**
   * The same, but over as soon as somebody wants the writer.
   *
   * @param isWanted asked as often as the time is
   */
  SliceBudget until(BooleanSupplier isWanted) {
    return new SliceBudget(nanoTime, endNanos, isWanted);
  }

  /** The same, but no longer than this from now on. */
  SliceBudget atMost(Duration budget) {
    long end = nanoTime.getAsLong() + budget.toNanos();
    return end - endNanos < 0 ? new SliceBudget(nanoTime, end, isWanted) : this;
  }

  boolean remains() {
    return nanoTime.getAsLong() - endNanos < 0 && !isWanted.getAsBoolean();
  }
}
