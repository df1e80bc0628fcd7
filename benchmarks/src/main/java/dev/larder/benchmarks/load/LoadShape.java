package dev.larder.benchmarks.load;

import java.time.Duration;

/**
 * How much load, and for how long.
 *
 * @param connections how many
 * @param streams calls in flight on each
 * @param requests ends after so many answers; or when the time is over
 * @param longest ends after this time; or when all are answered
 * @param rate calls a second, whatever the answers do; 0: as fast as answers come
 */
public record LoadShape(int connections, int streams, long requests, Duration longest, long rate) {
  /** As fast as answers come, for so many of them. */
  public static LoadShape closed(int connections, int streams, long requests) {
    return new LoadShape(connections, streams, requests, Duration.ofMinutes(30), 0);
  }

  /** As fast as answers come, for so long. */
  public static LoadShape closed(int connections, int streams, Duration time) {
    return new LoadShape(connections, streams, Long.MAX_VALUE, time, 0);
  }

  /** At a steady rate, for so long. */
  public static LoadShape paced(int connections, int streams, long rate, Duration time) {
    return new LoadShape(connections, streams, Long.MAX_VALUE, time, rate);
  }
}
