package dev.larder.client;

/**
 * Hears of failures that {@code getOrLoad} keeps from its callers, since it could answer without
 * the cache. Called by the client's threads: implementations return quickly. What they throw is
 * logged and goes no further.
 */
public interface LarderListener {
  /**
   * The cache could not be read, for whatever reason of its own, so the loader was called without
   * asking whether another process already does.
   */
  default void cacheReadFailed(Key key, LarderException failure) {}

  /**
   * What was loaded could not be cached; this process's callers have it all the same. {@code
   * FILL_SUPERSEDED} says that the object was written or invalidated in the meantime, {@code
   * FILL_LOST} that this process was silent for longer than its lease, or that the server was
   * restarted; {@code VERSION_CONFLICT}, from a server of before fills, that somebody else cached
   * something newer.
   */
  default void cacheWriteFailed(Key key, LarderException failure) {}

  /** The loader failed, here or in another process; those who waited got what is stale. */
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
