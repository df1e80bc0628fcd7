package dev.larder.client;

import java.util.Optional;

/**
 * A {@link Loader} that may ask the origin whether what is cached still holds, with the validator
 * that the origin gave ("If-None-Match", "If-Modified-Since").
 */
@FunctionalInterface
public interface ConditionalLoader<T> {
  /**
   * Asks the origin.
   *
   * @param key the object
   * @param previous what is cached and no longer fresh, with its {@link
   *     CachedObject#originValidator}; empty when nothing is, when it cannot be decoded, and when
   *     the cache is away
   * @return the value, that there is none, or, given a previous one, {@link Loaded#notModified}
   * @throws Exception when the origin could not be asked; everyone who waits gets it, and nothing
   *     is cached
   */
  Loaded<T> load(Key key, Optional<CachedObject<T>> previous) throws Exception;
}
