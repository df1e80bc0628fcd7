package dev.larder.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One part of the report, in Markdown, as it grows. Used by one thread. */
public final class Chapter {
  private final String name;
  private final String title;
  private final Charts charts;
  private final StringBuilder body = new StringBuilder();
  private final List<Goal> goals = new ArrayList<>();

  /**
   * @param name as it is asked for on the command line, and as its charts' files begin
   * @param charts where charts are written to
   */
  public Chapter(String name, String title, Charts charts) {
    this.name = name;
    this.title = title;
    this.charts = charts;
  }

  /** A figure that was to be reached. */
  private record Goal(String figure, String goal, String measured, boolean reached) {
    String row() {
      return "| %s | %s | %s | %s |".formatted(figure, goal, measured, reached ? "yes" : "**no**");
    }
  }

  /** Adds a paragraph. */
  public Chapter text(String paragraph) {
    body.append(paragraph).append("\n\n");
    return this;
  }

  /** Adds a table: its heads, then its rows; numbers are the caller's to format. */
  public Chapter table(List<String> heads, List<List<String>> rows) {
    row(heads);
    row(heads.stream().map(head -> "---").toList());
    rows.forEach(this::row);
    body.append('\n');
    return this;
  }

  private void row(List<String> cells) {
    body.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** Adds a bar for each value. */
  public Chapter bars(String chart, String unit, List<String> names, List<Double> values) {
    return image(chart, charts.bars(name + "-" + chart, unit, names, values));
  }

  /** Adds latencies by percentile, a line for each name. */
  public Chapter percentiles(String chart, List<String> names, List<Percentiles> latencies) {
    return image(chart, charts.percentiles(name + "-" + chart, names, latencies));
  }

  private Chapter image(String chart, String file) {
    body.append("![%s](%s)\n\n".formatted(chart, file));
    return this;
  }

  /** Notes that a ratio should be no more than a bound. */
  public Chapter atMost(String figure, double bound, double ratio, String unit) {
    return goal(figure, "≤ " + number(bound) + unit, number(ratio) + unit, ratio <= bound);
  }

  /** Notes that there should be no more of something than so many. */
  public Chapter atMost(String figure, long bound, long count) {
    return goal(figure, "≤ " + bound, Long.toString(count), count <= bound);
  }

  /** Notes that a ratio should be no less than a bound. */
  public Chapter atLeast(String figure, double bound, double ratio, String unit) {
    return goal(figure, "≥ " + number(bound) + unit, number(ratio) + unit, ratio >= bound);
  }

  private Chapter goal(String figure, String goal, String measured, boolean reached) {
    goals.add(new Goal(figure, goal, measured, reached));
    return this;
  }

  /** A number with as many digits as it deserves. */
  public static String number(double value) {
    if (value >= 1000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  String name() {
    return name;
  }

  /** The rows of its goals. */
  List<String> goalRows() {
    return goals.stream().map(Goal::row).toList();
  }

  /** The whole of it. */
  String markdown() {
    StringBuilder whole = new StringBuilder("## " + title + "\n\n");
    if (!goals.isEmpty()) {
      whole.append(Report.GOAL_HEAD);
      goalRows().forEach(row -> whole.append(row).append('\n'));
      whole.append('\n');
    }
    return whole.append(body).toString();
  }
}
