package dev.larder.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a read accepts.
 *
 * @param freshness null: the kind's default
 * @param maxAge nothing older; null: no bound
 * @param maxStale accept what is stale by at most this, beyond the entry's own window; null: the
 *     window alone
 * @param minFresh nothing that will be stale within this time; null: no bound
 * @param includeDeleted serve tombstones like other entries
 */
public record ReadPolicy(
    @Nullable Freshness freshness,
    @Nullable Duration maxAge,
    @Nullable Duration maxStale,
    @Nullable Duration minFresh,
    boolean includeDeleted) {
  /** The kind's default freshness, without bounds. */
  public static final ReadPolicy DEFAULT = new ReadPolicy(null, null, null, null, false);

  /** A policy of this freshness, without bounds. */
  public static ReadPolicy of(Freshness freshness) {
    return new ReadPolicy(freshness, null, null, null, false);
  }

  /** The same bounds with another freshness. */
  public ReadPolicy withFreshness(Freshness other) {
    return new ReadPolicy(other, maxAge, maxStale, minFresh, includeDeleted);
  }

  /** True when any of the three bounds is set. */
  public boolean bounded() {
    return maxAge != null || maxStale != null || minFresh != null;
  }
}
