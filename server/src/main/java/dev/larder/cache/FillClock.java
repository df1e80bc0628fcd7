package dev.larder.cache;

import dev.larder.cache.FillTable.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What the time says of leases and backoffs, and of how long others should wait for them.
 *
 * <p>Thread-safe, as far as the fills are the caller's.
 */
final class FillClock {
  /** Who is told to ask again is not told to wait longer than this. */
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(1);

  /** How soon a lease is looked at again that ran out while the write was being committed. */
  private static final Duration LANDING = Duration.ofMillis(100);

  private final InstantSource clock;

  FillClock(InstantSource clock) {
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  Instant in(Duration time) {
    return clock.instant().plus(time);
  }

  /** Zero when it has come. */
  Duration until(Instant end) {
    Duration left = Duration.between(clock.instant(), end);
    return left.isNegative() ? Duration.ZERO : left;
  }

  boolean hasCome(Instant end) {
    return !clock.instant().isBefore(end);
  }

  /** False as long as the leader's write is being committed. */
  boolean hasRunOut(Fill fill) {
    return fill.landing.isEmpty() && hasCome(fill.expiry);
  }

  /** When the lease is to be looked at again; at once, where it has ended since the last look. */
  Duration nextLook(Fill fill) {
    Duration left = until(fill.expiry);
    return left.isZero() && !fill.landing.isEmpty() ? LANDING : left;
  }

  FillTicket.Follower ticket(Fill fill) {
    Duration left = until(fill.expiry);
    return new FillTicket.Follower(left, left.compareTo(LONGEST_RETRY) < 0 ? left : LONGEST_RETRY);
  }

  FillTicket.Backoff ticket(State.Backoff backoff) {
    return new FillTicket.Backoff(until(backoff.until()), backoff.error());
  }
}
