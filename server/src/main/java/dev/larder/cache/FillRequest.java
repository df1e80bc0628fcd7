package dev.larder.cache;

import java.time.Duration;

/**
 * What a reader says of fills.
 *
 * @param acquire true: it is ready to ask the origin
 * @param holder who it is, for people; may be empty
 * @param lease how long it may take before another is sent
 * @param patience how long it may be kept waiting for somebody else's value; zero: not at all
 */
public record FillRequest(boolean acquire, String holder, Duration lease, Duration patience) {
  /** The lease of whoever names none. */
  public static final Duration DEFAULT_LEASE = Duration.ofSeconds(10);

  /** A lease must outlast the reads that the server itself does before it is told. */
  public static final Duration SHORTEST_LEASE = Duration.ofMillis(100);

  /** The backoff of a failure that names none. */
  public static final Duration DEFAULT_BACKOFF = Duration.ofSeconds(1);

  /** The longest backoff that may be asked for. */
  public static final Duration LONGEST_BACKOFF = Duration.ofHours(1);

  FillRequest withPatience(Duration left) {
    return new FillRequest(acquire, holder, lease, left);
  }
}
