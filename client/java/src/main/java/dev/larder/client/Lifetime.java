package dev.larder.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an object may be served. A part that is null is taken from the kind's policy, whose own
 * defaults are 1 h, 1 min and 24 h. Each part is zero to 3650 days; the server refuses others with
 * {@code POLICY_INVALID}.
 *
 * @param fresh how long after its fetch time the object is fresh
 * @param staleWhileRevalidate how long after that {@link Freshness#STALE_WHILE_REVALIDATE} still
 *     serves it
 * @param staleIfError how long after that {@link Freshness#STALE_IF_ERROR} still serves it
 */
public record Lifetime(
    @Nullable Duration fresh,
    @Nullable Duration staleWhileRevalidate,
    @Nullable Duration staleIfError) {
  private static final Lifetime OF_KIND = new Lifetime(null, null, null);

  /** Every part from the kind's policy. */
  public static Lifetime ofKind() {
    return OF_KIND;
  }

  /** Fresh for so long; the other parts from the kind's policy. */
  public static Lifetime freshFor(Duration fresh) {
    return new Lifetime(fresh, null, null);
  }

  /** This, with another {@link #staleWhileRevalidate}. */
  public Lifetime withStaleWhileRevalidate(Duration window) {
    return new Lifetime(fresh, window, staleIfError);
  }

  /** This, with another {@link #staleIfError}. */
  public Lifetime withStaleIfError(Duration window) {
    return new Lifetime(fresh, staleWhileRevalidate, window);
  }
}
