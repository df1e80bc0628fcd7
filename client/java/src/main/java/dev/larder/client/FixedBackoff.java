package dev.larder.client;

import java.time.Duration;

/**
 * The same after every failure.
 *
 * @param time zero or more
 */
record FixedBackoff(Duration time) implements Backoff {
  FixedBackoff {
    if (time.isNegative()) {
      throw new IllegalArgumentException("the backoff must not be negative: " + time);
    }
  }

  @Override
  public Duration after(Throwable failure) {
    return time;
  }
}
