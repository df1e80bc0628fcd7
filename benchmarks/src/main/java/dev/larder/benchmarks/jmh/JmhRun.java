package dev.larder.benchmarks.jmh;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks of this package from a program, each in a JVM of its own. */
public final class JmhRun {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private JmhRun() {}

  /**
   * What a benchmark came to.
   *
   * @param time of one operation
   * @param unit of the time
   * @param bytes allocated by one operation, by all threads together
   */
  public record Figure(double time, String unit, double bytes) {}

  /** Options with which all are run; silent, and measuring allocation. */
  public static ChainedOptionsBuilder options() {
    return new OptionsBuilder()
        .forks(1)
        .addProfiler(GCProfiler.class)
        .verbosity(VerboseMode.SILENT)
        .shouldFailOnError(true);
  }

  /** Runs them and answers the figures by the names of the methods, in their order. */
  public static Map<String, Figure> run(ChainedOptionsBuilder options) {
    try {
      return figures(new Runner(options.build()).run());
    } catch (RunnerException e) {
      throw new IllegalStateException("a benchmark failed", e);
    }
  }

  private static Map<String, Figure> figures(Collection<RunResult> results) {
    Map<String, Figure> figures = new LinkedHashMap<>();
    for (RunResult result : results) {
      var primary = result.getPrimaryResult();
      double bytes = Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED)).getScore();
      figures.put(
          primary.getLabel(), new Figure(primary.getScore(), primary.getScoreUnit(), bytes));
    }
    return figures;
  }
}
