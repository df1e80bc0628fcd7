package dev.larder.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a loader brought from the origin.
 *
 * @param valueOrNull the value; null when the origin said that the object does not exist, or that
 *     it has not changed
 * @param options how it is cached: lifetime, index terms, the origin's validator; of a negative
 *     answer and of one that has not changed, the lifetime alone. The server dates it by its own
 *     clock when it arrives, so that the clocks of the processes need not agree; set the fetch time
 *     when the age must count from the origin's answer. {@link Precondition.NewerFetchTime} is left
 *     out: the lease already keeps what is older from being put over what is newer
 * @param isNotModified true when the origin said that what is cached still holds
 */
public record Loaded<T>(@Nullable T valueOrNull, PutOptions options, boolean isNotModified) {
  public Loaded {
    Objects.requireNonNull(options, "options");
    if (isNotModified && valueOrNull != null) {
      throw new IllegalArgumentException("what has not changed brings no value");
    }
  }

  /** A value, or null for the answer that there is none. */
  public Loaded(@Nullable T valueOrNull, PutOptions options) {
    this(valueOrNull, options, false);
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

  /**
   * The origin said that the entry that the loader was given still holds: it is fresh again. Only
   * for a {@link ConditionalLoader} or {@link AsyncConditionalLoader} that was given one; else the
   * load fails.
   */
  public static <T> Loaded<T> notModified() {
    return new Loaded<>(null, PutOptions.defaults(), true);
  }

  /** This, with other {@link #options}. */
  public Loaded<T> with(PutOptions value) {
    return new Loaded<>(valueOrNull, value, isNotModified);
  }

  /** This, with this lifetime among its options. */
  public Loaded<T> withLifetime(Lifetime lifetime) {
    return with(options.withLifetime(lifetime));
  }
}
