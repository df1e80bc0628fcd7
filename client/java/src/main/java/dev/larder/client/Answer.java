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

  /** The answer that a read gives; empty for a miss. */
  static <T> Optional<Answer<T>> of(Read<T> read) {
    return switch (read.outcome()) {
      case FRESH -> read.value().map(value -> new Answer<>(value, Source.CACHE));
      case STALE -> read.value().map(value -> new Answer<>(value, Source.STALE_CACHE));
      case NEGATIVE -> Optional.of(new Answer<>(null, Source.CACHE));
      default -> Optional.empty();
    };
  }

  /** Where an answer comes from. */
  public enum Source {
    /** From the cache, fresh: also what another process has just loaded. */
    CACHE,

    /** From the cache, stale: the options accept it, or the loader failed. */
    STALE_CACHE,

    /** From the origin, by a loader in this process; or from the cache, confirmed by it. */
    ORIGIN
  }
}
