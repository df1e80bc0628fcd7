package dev.larder.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object as the server keeps it.
 *
 * @param key its key
 * @param valueOrNull its value; null for a negative object, for {@link Outcome#NOT_MODIFIED} and
 *     for {@link PayloadView#NONE}
 * @param metadata everything else
 */
public record CachedObject<T>(Key key, @Nullable T valueOrNull, EntryMetadata metadata) {
  /**
   * The value; empty for a negative object, for {@link Outcome#NOT_MODIFIED} and for {@link
   * PayloadView#NONE}.
   */
  public Optional<T> value() {
    return Optional.ofNullable(valueOrNull);
  }

  /** The namespace's revision at which the object last changed. */
  public long revision() {
    return metadata.revision();
  }

  /** Names the payload's bytes and moves only when they change. */
  public String etag() {
    return metadata.etag();
  }

  /** Time since the origin was asked, by the server's clock. */
  public Duration age() {
    return metadata.age();
  }

  /** Time until the object is stale, by the server's clock; negative once it is. */
  public Duration freshFor() {
    return metadata.freshFor();
  }

  /** The origin's own ETag or Last-Modified, for whoever refreshes; empty for none. */
  public String originValidator() {
    return metadata.originValidator();
  }
}
