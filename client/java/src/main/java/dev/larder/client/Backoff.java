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

  /**
   * The time after a load whose value the cache has refused for good: it is too large, it is not
   * the JSON that its kind requires, there is no room. This process's callers have the value;
   * others who waited for it are told of the refusal and fail for that time. The default is zero:
   * they are sent to the origin one after the other, each for its own value.
   *
   * @param refusal what the server, or the codec, said of the value
   * @return in the range of {@link #after}
   */
  default Duration afterRefusal(LarderException refusal) {
    return Duration.ZERO;
  }

  /** The same time after every failure. */
  static Backoff of(Duration time) {
    return new FixedBackoff(time);
  }
}
