package dev.larder.cli.bench;

import dev.larder.cli.console.Counts;
import dev.larder.cli.console.Durations;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.TextTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What a load found.
 *
 * @param plan the load
 * @param latencies of what was measured
 * @param elapsed how long it measured
 * @param failures operations that failed, those of the warm-up too
 */
record BenchReport(LoadPlan plan, Latencies latencies, Duration elapsed, long failures) {
  List<String> table() {
    TextTable table = TextTable.of("", ">COUNT", ">PER SECOND", ">P50", ">P99", ">P99.9", ">MAX");
    row(table, "reads", latencies.reads());
    row(table, "writes", latencies.writes());
    row(table, "all", latencies.all());
    List<String> lines = new ArrayList<>();
    lines.add(plan.describe());
    lines.add("");
    lines.addAll(table.lines());
    lines.add("");
    lines.addAll(LatencyBars.lines(latencies.all()));
    lines.add("");
    lines.add(Counts.of(failures, "failure"));
    return lines;
  }

  private void row(TextTable table, String name, Histogram histogram) {
    if (histogram.getTotalCount() > 0) {
      table.row(
          name,
          String.format(Locale.ROOT, "%,d", histogram.getTotalCount()),
          String.format(Locale.ROOT, "%,.0f", perSecond(histogram)),
          percentile(histogram, 50),
          percentile(histogram, 99),
          percentile(histogram, 99.9),
          Durations.rough(Duration.ofNanos(histogram.getMaxValue())));
    }
  }

  private static String percentile(Histogram histogram, double percent) {
    return Durations.rough(Duration.ofNanos(histogram.getValueAtPercentile(percent)));
  }

  private double perSecond(Histogram histogram) {
    return histogram.getTotalCount() / Math.max(1e-9, elapsed.toNanos() / 1e9);
  }

  String json() {
    JsonLine line =
        new JsonLine()
            .with("connections", plan.connections())
            .with("in_flight", plan.inFlight())
            .with("keys", plan.keys())
            .with("value_bytes", plan.valueBytes())
            .with("read_share", plan.readShare())
            .with("distribution", plan.distribution().toString())
            .with("seed", plan.seed())
            .withSeconds("seconds", elapsed)
            .with("failures", failures);
    figures(line, "reads", latencies.reads());
    figures(line, "writes", latencies.writes());
    figures(line, "all", latencies.all());
    return line.text();
  }

  private void figures(JsonLine line, String name, Histogram histogram) {
    line.with(name, histogram.getTotalCount()).with(name + "_per_second", perSecond(histogram));
    if (histogram.getTotalCount() > 0) {
      line.with(name + "_p50_micros", histogram.getValueAtPercentile(50) / 1e3)
          .with(name + "_p99_micros", histogram.getValueAtPercentile(99) / 1e3)
          .with(name + "_p999_micros", histogram.getValueAtPercentile(99.9) / 1e3)
          .with(name + "_max_micros", histogram.getMaxValue() / 1e3);
    }
  }
}
