package dev.larder.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a loader brought from the origin.
 *
 * @param valueOrNull the value; null when the origin said that the object does not exist
 * @param options how it is cached: lifetime, index terms, the origin's validator. A fetch time or a
 *     precondition that is left unset becomes the time at which the loader was called, and {@link
 *     Precondition.NewerFetchTime}: what was fetched later by somebody else is not overwritten
 */
public record Loaded<T>(@Nullable T valueOrNull, PutOptions options) {
  public Loaded {
    Objects.requireNonNull(options, "options");
  }

  /** A value, cached as the kind's policy says. */
  public static <T> Loaded<T> of(T value) {
    return new Loaded<>(Objects.requireNonNull(value, "value"), PutOptions.defaults());
  }

  /**
   * The origin said that the object does not exist; that is cached for the kind's negative
   * lifetime.
   */
  public static <T> Loaded<T> notFound() {
    return new Loaded<>(null, PutOptions.defaults());
  }

  /** This, with other {@link #options}. */
  public Loaded<T> with(PutOptions value) {
    return new Loaded<>(valueOrNull, value);
  }

  /** This, with this lifetime among its options. */
  public Loaded<T> withLifetime(Lifetime lifetime) {
    return new Loaded<>(valueOrNull, options.withLifetime(lifetime));
  }
}
