package dev.larder.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a read accepts. The three bounds work as the request directives of RFC 9111, section 5.2.1;
 * null is no bound. They do not go with {@link Freshness#ANY} or {@link Freshness#REFRESH}: the
 * server refuses that with {@code POLICY_INVALID}.
 *
 * @param freshness how fresh the answer must be; the default is {@link Freshness#KIND_DEFAULT}
 * @param maxAge nothing older than this, fresh or stale
 * @param maxStale accept what is stale by at most this, even beyond the object's own window
 * @param minFresh nothing that will be stale within this time
 * @param includeDeleted true to be served tombstones like other objects; the default is false
 * @param view how the payload is wanted; the default is {@link PayloadView#STORED}
 * @param ifNoneMatch the etag of the copy that the caller has: when it is the current one the
 *     outcome is {@link Outcome#NOT_MODIFIED}; null for none
 */
public record ReadOptions(
    Freshness freshness,
    @Nullable Duration maxAge,
    @Nullable Duration maxStale,
    @Nullable Duration minFresh,
    boolean includeDeleted,
    PayloadView view,
    @Nullable String ifNoneMatch) {
  private static final ReadOptions DEFAULTS =
      new ReadOptions(Freshness.KIND_DEFAULT, null, null, null, false, PayloadView.STORED, null);

  /** The kind's default freshness, without bounds. */
  public static ReadOptions defaults() {
    return DEFAULTS;
  }

  /** The defaults with this freshness. */
  public static ReadOptions of(Freshness freshness) {
    return DEFAULTS.withFreshness(freshness);
  }

  /** This, with another {@link #freshness}. */
  public ReadOptions withFreshness(Freshness value) {
    return new ReadOptions(value, maxAge, maxStale, minFresh, includeDeleted, view, ifNoneMatch);
  }

  /** This, with another {@link #maxAge}. */
  public ReadOptions withMaxAge(@Nullable Duration value) {
    return new ReadOptions(freshness, value, maxStale, minFresh, includeDeleted, view, ifNoneMatch);
  }

  /** This, with another {@link #maxStale}. */
  public ReadOptions withMaxStale(@Nullable Duration value) {
    return new ReadOptions(freshness, maxAge, value, minFresh, includeDeleted, view, ifNoneMatch);
  }

  /** This, with another {@link #minFresh}. */
  public ReadOptions withMinFresh(@Nullable Duration value) {
    return new ReadOptions(freshness, maxAge, maxStale, value, includeDeleted, view, ifNoneMatch);
  }

  /** This, with another {@link #includeDeleted}. */
  public ReadOptions withIncludeDeleted(boolean value) {
    return new ReadOptions(freshness, maxAge, maxStale, minFresh, value, view, ifNoneMatch);
  }

  /** This, with another {@link #view}. */
  public ReadOptions withView(PayloadView value) {
    return new ReadOptions(
        freshness, maxAge, maxStale, minFresh, includeDeleted, value, ifNoneMatch);
  }

  /** This, with another {@link #ifNoneMatch}. */
  public ReadOptions withIfNoneMatch(@Nullable String value) {
    return new ReadOptions(freshness, maxAge, maxStale, minFresh, includeDeleted, view, value);
  }
}
