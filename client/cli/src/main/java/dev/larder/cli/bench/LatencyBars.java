package dev.larder.cli.bench;

import dev.larder.cli.console.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** A histogram as text: a line for each doubling of the latency. */
final class LatencyBars {
  private static final int WIDEST = 50;
  private static final long UNIT_NANOS = 1_000;

  private LatencyBars() {}

  static List<String> lines(Histogram latencies) {
    TreeMap<Integer, Long> counts = new TreeMap<>();
    for (HistogramIterationValue value : latencies.recordedValues()) {
      counts.merge(
          bucket(value.getValueIteratedTo()), value.getCountAtValueIteratedTo(), Long::sum);
    }
    long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(1);
    List<String> lines = new ArrayList<>();
    for (int bucket = first(counts); !counts.isEmpty() && bucket <= counts.lastKey(); bucket++) {
      lines.add(line(bucket, counts.getOrDefault(bucket, 0L), most, latencies.getTotalCount()));
    }
    return lines;
  }

  private static int first(SortedMap<Integer, Long> counts) {
    return counts.isEmpty() ? 0 : counts.firstKey();
  }

  private static String line(int bucket, long count, long most, long all) {
    String bar = "#".repeat((int) Math.ceil(WIDEST * (double) count / most));
    return String.format(
            Locale.ROOT,
            "< %7s  %6.2f%%  %s",
            Durations.rough(upTo(bucket)),
            100.0 * count / all,
            bar)
        .stripTrailing();
  }

  /** The number of bits of the latency in microseconds. */
  private static int bucket(long nanos) {
    return Long.SIZE - Long.numberOfLeadingZeros(nanos / UNIT_NANOS);
  }

  private static Duration upTo(int bucket) {
    return Duration.ofNanos((1L << bucket) * UNIT_NANOS);
  }
}
