package dev.larder.model;

import java.time.Instant;

/**
 * When an entry was fetched and how long it lasts. Kept to the microsecond.
 *
 * @param fetchTime when the origin was asked
 * @param lifetime what was asked for or the policy gave
 * @param softExpiry fetch time plus fresh, less jitter, or the time of a soft invalidation if that
 *     was earlier
 */
public record Validity(Instant fetchTime, Lifetime lifetime, Instant softExpiry) {
  /** From here on the entry is gone. */
  public Instant hardExpiry() {
    return softExpiry.plus(lifetime.longestStale());
  }

  /**
   * This validity cut short by an invalidation: stale from that time on, unless it was stale
   * before.
   */
  public Validity staleFrom(Instant time) {
    return time.isBefore(softExpiry) ? new Validity(fetchTime, lifetime, time) : this;
  }

  /** This validity ended by an invalidation: its hard expiry is past, whatever the clock says. */
  public Validity gone() {
    return staleFrom(Instant.EPOCH.minus(lifetime.longestStale()));
  }
}
