package dev.larder.observability;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long the server has been running, whatever happens to the wall clock. Thread-safe. */
public final class Uptime {
  private final LongSupplier nanoseconds;
  private final long start;

  /** Starts now. */
  public Uptime() {
    this(System::nanoTime);
  }

  /**
   * Starts now.
   *
   * @param nanoseconds as {@link System#nanoTime}
   */
  public Uptime(LongSupplier nanoseconds) {
    this.nanoseconds = nanoseconds;
    this.start = nanoseconds.getAsLong();
  }

  /** The time since this was made. */
  public Duration elapsed() {
    return Duration.ofNanos(nanoseconds.getAsLong() - start);
  }
}
