package dev.larder.client;

/** How fresh an answer must be. */
public enum Freshness {
  /** What the kind's policy says, which is {@link #FRESH_ONLY} unless it was changed. */
  KIND_DEFAULT,

  /** Nothing past its soft expiry. */
  FRESH_ONLY,

  /**
   * Also what is stale within its stale-while-revalidate window; the caller is expected to refresh
   * it. {@code getOrLoad} has one caller do that in the background.
   */
  STALE_WHILE_REVALIDATE,

  /**
   * Also what is stale within its stale-if-error window: for a caller whose own call to the origin
   * has failed. In {@code getOrLoad} only while the origin is not asked, because a load failed a
   * short while ago.
   */
  STALE_IF_ERROR,

  /** Whatever is stored and not past its hard expiry. */
  ANY,

  /** Skip what is stored: for a caller that is about to ask the origin and put. */
  REFRESH,

  /**
   * Only ever received: the server is newer than this library. Sending it is an {@link
   * IllegalArgumentException}.
   */
  UNKNOWN
}
