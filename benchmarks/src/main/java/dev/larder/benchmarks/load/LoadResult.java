package dev.larder.benchmarks.load;

import org.HdrHistogram.Histogram;

/**
 * What a load came to.
 *
 * @param answered calls that were answered as expected
 * @param failed calls that were not
 * @param seconds from the first call to the last answer
 * @param latencies in nanoseconds; under a steady rate from when a call was due, not from when it
 *     could be sent
 */
public record LoadResult(long answered, long failed, double seconds, Histogram latencies) {
  /** Answers a second. */
  public double throughput() {
    return answered / seconds;
  }

  /** A latency in milliseconds that this share of the calls did not exceed. */
  public double millis(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }
}
