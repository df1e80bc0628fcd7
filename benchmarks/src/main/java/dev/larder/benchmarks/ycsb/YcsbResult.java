package dev.larder.benchmarks.ycsb;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What YCSB printed of a run.
 *
 * @param throughput operations a second
 * @param operations by YCSB's names, in the order in which it printed them
 */
public record YcsbResult(double throughput, Map<String, Operation> operations) {
  private static final Pattern LINE = Pattern.compile("(?m)^\\[([A-Z-]+)\\], (.+), (\\S+)$");
  private static final String AVERAGE = "AverageLatency(us)";
  private static final String PERCENTILE_99 = "99thPercentileLatency(us)";

  /**
   * The latencies of one kind of operation, in microseconds.
   *
   * @param average of all
   * @param percentile99 was not exceeded by 99 of 100
   */
  public record Operation(double average, double percentile99) {}

  /** Reads the figures off; fails when an operation did not end well. */
  public static YcsbResult parse(String output) {
    Map<String, Map<String, Double>> sections = sections(output);
    Map<String, Operation> operations = new LinkedHashMap<>();
    sections.forEach(
        (name, figures) -> {
          if (figures.containsKey(PERCENTILE_99) && !name.equals("CLEANUP")) {
            operations.put(
                name, new Operation(figure(figures, AVERAGE), figure(figures, PERCENTILE_99)));
          }
        });
    Map<String, Double> overall = sections.getOrDefault("OVERALL", Map.of());
    return new YcsbResult(figure(overall, "Throughput(ops/sec)"), operations);
  }

  private static Map<String, Map<String, Double>> sections(String output) {
    Map<String, Map<String, Double>> sections = new LinkedHashMap<>();
    Matcher line = LINE.matcher(output);
    while (line.find()) {
      String what = line.group(2);
      if (line.group(1).endsWith("-FAILED")
          || (what.startsWith("Return=") && !what.equals("Return=OK"))) {
        throw new IllegalStateException("operations failed:\n" + output);
      }
      sections
          .computeIfAbsent(line.group(1), name -> new LinkedHashMap<>())
          .put(what, Double.parseDouble(line.group(3)));
    }
    return sections;
  }

  private static double figure(Map<String, Double> figures, String name) {
    Double figure = figures.get(name);
    if (figure == null) {
      throw new IllegalStateException("YCSB printed no " + name);
    }
    return figure;
  }
}
