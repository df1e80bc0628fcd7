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

  @Override
  public void run(Laboratory laboratory, Chapter chapter) {
    Duration time = Duration.ofMillis((long) (MINUTES * 60_000 * laboratory.scale()));
    try (Running larder = laboratory.servers().larder()) {
      Laboratory.fill(larder, Laboratory.OBJECTS, Laboratory.BYTES);
      Call put = Calls.put(Numbers.uniform(Laboratory.OBJECTS), Laboratory.BYTES);
      LoadResult most = GrpcLoad.run(larder.target(), put, LoadShape.closed(10, 100, PROBE));
      long rate = (long) (most.throughput() / 2);
      LoadResult steady =
          Laboratory.requireGood(
              GrpcLoad.run(larder.target(), put, LoadShape.paced(10, 100, rate, time)));
      write(chapter, most, rate, steady);
    }
  }

  private static void write(Chapter chapter, LoadResult most, long rate, LoadResult steady) {
    chapter.text(
        ("100,000 objects of 200 B, keys at random. As fast as it goes: %s puts a second. At %s a second, %s puts; latency from"
                + " when each was due:")
            .formatted(
                number(most.throughput()),
                number((double) rate),
                number((double) steady.answered())));
    chapter.table(
        List.of("p50 ms", "p99 ms", "p99.9 ms", "p99.99 ms", "largest ms"),
        List.of(
            List.of(
                number(steady.millis(50)),
                number(steady.millis(99)),
                number(steady.millis(99.9)),
                number(steady.millis(99.99)),
                number(steady.millis(100)))));
    chapter.percentiles(
        "latency", List.of("put, half rate"), List.of(Percentiles.of(steady::millis)));
    chapter.atMost("put p99.9 at half of the maximum rate", 20, steady.millis(99.9), " ms");
    chapter.atMost("longest put of those minutes", 100, steady.millis(100), " ms");
  }
}
