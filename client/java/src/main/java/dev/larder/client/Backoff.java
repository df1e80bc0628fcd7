package dev.larder.client;

import java.time.Duration;

/**
 * How long nobody in the whole fleet is to ask the origin for an object after a load of it has
 * failed. Callers in that time get the failure, or what is stale. Implementations are immutable and
 * may be called by any thread; callers of {@code getOrLoad} share a read only when theirs are
 * equal.
 */
@FunctionalInterface
public interface Backoff {
  /**
   * The time after this failure.
   *
   * @param failure what the loader threw
   * @return zero: the next who asks is sent at once. More than 1 h counts as 1 h, less than zero as
   *     zero
   */
  Duration after(Throwable failure);

  /** The same time after every failure. */
  static Backoff of(Duration time) {
    return new FixedBackoff(time);
  }
}
