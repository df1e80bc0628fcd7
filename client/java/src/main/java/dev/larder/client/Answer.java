package dev.larder.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code getOrLoad} found.
 *
 * @param valueOrNull the value; null when the origin says that the object does not exist
 * @param source where it comes from
 */
public record Answer<T>(@Nullable T valueOrNull, Source source) {
  /** The value; empty when the origin says that the object does not exist. */
  public Optional<T> value() {
    return Optional.ofNullable(valueOrNull);
  }

  /** Where an answer comes from. */
  public enum Source {
    /** From the cache, fresh. */
    CACHE,

    /** From the cache, stale: the options accept it, or the loader failed. */
    STALE_CACHE,

    /** From the origin, by a loader in this process. */
    ORIGIN
  }
}
