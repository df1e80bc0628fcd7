package dev.larder.client;

/**
 * Hears of failures that {@code getOrLoad} keeps from its callers, since it could answer without
 * the cache. Called by the client's threads: implementations return quickly. What they throw is
 * logged and goes no further.
 */
public interface LarderListener {
  /** The cache could not be read, for whatever reason of its own, so the loader was asked. */
  default void cacheReadFailed(Key key, LarderException failure) {}

  /**
   * What was loaded could not be cached; those who waited have it all the same. {@code
   * VERSION_CONFLICT} says that somebody else cached something newer in the meantime.
   */
  default void cacheWriteFailed(Key key, LarderException failure) {}

  /** The loader failed; those who waited got what is stale. */
  default void staleServed(Key key, Throwable loaderFailure) {}

  /** Refreshing a stale object in the background failed. */
  default void refreshFailed(Key key, Throwable loaderFailure) {}

  /**
   * A listener that writes each failure to the {@code System.Logger} of this package; the default
   * of a client.
   */
  static LarderListener logging() {
    return new LoggingListener();
  }
}
