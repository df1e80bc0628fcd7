package dev.larder.model;

import java.time.Duration;

/**
 * How long an object may be served.
 *
 * @param fresh from its fetch time to its soft expiry
 * @param staleWhileRevalidate how long after the soft expiry a reader that sends somebody to
 *     refresh is still served
 * @param staleIfError how long after the soft expiry a reader whose origin fails is still served
 */
public record Lifetime(Duration fresh, Duration staleWhileRevalidate, Duration staleIfError) {
  /** What a kind without a policy of its own uses: 1 h, 1 min, 24 h. */
  public static final Lifetime DEFAULT =
      new Lifetime(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofHours(24));

  /** The longest that each part may be. */
  public static final Duration LONGEST = Duration.ofDays(3650);

  /** From the soft to the hard expiry. */
  public Duration longestStale() {
    return staleWhileRevalidate.compareTo(staleIfError) > 0 ? staleWhileRevalidate : staleIfError;
  }
}
