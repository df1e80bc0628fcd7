package dev.larder.client;

/** What a namespace does when it has reached its limits. */
public enum Eviction {
  /** The least recently used objects make room. The default. */
  LRU,

  /** The objects with the oldest fetch time make room. */
  OLDEST_FETCH,

  /** Puts that would pass the limit fail with {@code QUOTA_EXCEEDED}; reads go on. */
  REJECT,

  /**
   * Only ever received: the server is newer than this library. Sending it is an {@link
   * IllegalArgumentException}.
   */
  UNKNOWN
}
