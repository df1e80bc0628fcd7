package dev.larder.benchmarks.experiment;

import static dev.larder.benchmarks.report.Chapter.number;

import dev.larder.benchmarks.load.Call;
import dev.larder.benchmarks.load.Calls;
import dev.larder.benchmarks.load.GrpcLoad;
import dev.larder.benchmarks.load.LoadResult;
import dev.larder.benchmarks.load.LoadShape;
import dev.larder.benchmarks.load.Numbers;
import dev.larder.benchmarks.process.Servers.Running;
import dev.larder.benchmarks.report.Chapter;
import dev.larder.benchmarks.report.Percentiles;
import java.time.Duration;
import java.util.List;

/** Puts at half of what the server can do, for ten minutes: checkpoints and sweeps fall into it. */
public final class SteadyExperiment implements Experiment {
  private static final Duration PROBE = Duration.ofSeconds(20);
  private static final double MINUTES = 10;

  @Override
  public String name() {
    return "steady";
  }

  @Override
  public String title() {
    return "Ten minutes of puts";
  }

  /**
   * @param most puts a second, as fast as they go
   * @param rate that was held afterwards
   */
  private record Measured(double most, long rate, LoadResult steady) {}

  @Override
  public void run(Laboratory laboratory, Chapter chapter) {
    Duration time = Duration.ofMillis((long) (MINUTES * 60_000 * laboratory.scale()));
    write(chapter, measure(laboratory, time));
  }

  private static Measured measure(Laboratory laboratory, Duration time) {
    try (Running larder = laboratory.servers().larder()) {
      Laboratory.fill(larder, Laboratory.OBJECTS, Laboratory.BYTES);
      Call put = Calls.put(Numbers.uniform(Laboratory.OBJECTS), Laboratory.BYTES);
      LoadShape fast = LoadShape.closed(10, 100, PROBE);
      Laboratory.requireGood(GrpcLoad.run(larder.target(), put, fast));
      double most = GrpcLoad.run(larder.target(), put, fast).throughput();
      long rate = (long) (most / 2);
      LoadShape paced = LoadShape.paced(10, 100, rate, time);
      return new Measured(
          most, rate, Laboratory.requireGood(GrpcLoad.run(larder.target(), put, paced)));
    }
  }

  private static void write(Chapter chapter, Measured measured) {
    LoadResult steady = measured.steady();
    chapter.text(
        "100,000 objects of 200 B, keys at random; half of the rate that was reached in 20 s on a warm server. Latency"
            + " from when each put was due.");
    chapter.table(
        List.of(
            "most, puts/s",
            "rate, puts/s",
            "puts",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "p99.99 ms",
            "largest ms"),
        List.of(
            List.of(
                number(measured.most()),
                number((double) measured.rate()),
                number((double) steady.answered()),
                number(steady.millis(50)),
                number(steady.millis(99)),
                number(steady.millis(99.9)),
                number(steady.millis(99.99)),
                number(steady.millis(100)))));
    chapter.percentiles("latency", List.of("puts"), List.of(Percentiles.of(steady::millis)));
    chapter.atMost("put p99.9 at half of the maximum rate", 20, steady.millis(99.9), " ms");
    chapter.atMost("longest put of those minutes", 100, steady.millis(100), " ms");
  }
}
