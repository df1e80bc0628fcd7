package dev.larder.cli;

import java.time.Duration;

/**
 * A time that begins now, by the clock of this process.
 *
 * @param began when, as {@link System#nanoTime} has it
 * @param time how long it lasts
 */
record TimeLimit(long began, Duration time) {
  static TimeLimit of(Duration time) {
    return new TimeLimit(System.nanoTime(), time);
  }

  /** What is left of it, zero or more. */
  Duration left() {
    Duration left = time.minusNanos(System.nanoTime() - began);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
