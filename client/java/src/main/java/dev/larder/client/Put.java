package dev.larder.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One put of a batch.
 *
 * @param key the object
 * @param valueOrNull its value; null puts a negative answer: the origin said that the object does
 *     not exist
 * @param options what goes with it
 */
public record Put<T>(Key key, @Nullable T valueOrNull, PutOptions options) {
  public Put {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(options, "options");
  }

  /** A put of a value. */
  public static <T> Put<T> of(Key key, T value) {
    return new Put<>(key, Objects.requireNonNull(value, "value"), PutOptions.defaults());
  }

  /** A put of the origin's answer that the object does not exist. */
  public static <T> Put<T> negative(Key key) {
    return new Put<>(key, null, PutOptions.defaults());
  }

  /** This, with other {@link #options}. */
  public Put<T> with(PutOptions value) {
    return new Put<>(key, valueOrNull, value);
  }
}
