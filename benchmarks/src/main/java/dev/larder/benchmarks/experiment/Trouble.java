package dev.larder.benchmarks.experiment;

/**
 * What befalls the one caller who was sent to the origin, while others wait for what it brings. For
 * one round after the other; used by one thread.
 */
sealed interface Trouble extends AutoCloseable permits LeaderGone, LeaderAlive {
  /** As it is told in the report. */
  String name();

  /** Has one more caller sent to the origin for an object; it has asked when this returns. */
  void lead(String id);

  /** Befalls it. */
  Struck strike(String id);

  /** Ends what is left of the round, now that all others have got what they waited for. */
  void over();

  @Override
  void close();

  /**
   * What has befallen it.
   *
   * @param free from when on somebody else could be sent to the origin, by {@link System#nanoTime}
   * @param forgotten leases that the server had given since it started, if it does not know any
   *     more
   */
  record Struck(long free, long forgotten) {}
}
