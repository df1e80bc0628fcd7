package dev.larder.benchmarks.experiment;

import static dev.larder.benchmarks.report.Chapter.number;

import dev.larder.benchmarks.experiment.Laboratory.Measured;
import dev.larder.benchmarks.load.Calls;
import dev.larder.benchmarks.load.LoadShape;
import dev.larder.benchmarks.load.Numbers;
import dev.larder.benchmarks.process.Servers.Running;
import dev.larder.benchmarks.report.Chapter;
import java.util.ArrayList;
import java.util.List;

/** What a call costs in a small store and in a large one. */
public final class GrowthExperiment implements Experiment {
  private static final List<Long> SIZES = List.of(10_000L, 100_000L, 1_000_000L, 10_000_000L);
  private static final long CALLS = 100_000;
  private static final int ROUNDS = 3;

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String title() {
    return "Small stores and large ones";
  }

  @Override
  public void run(Laboratory laboratory, Chapter chapter) {
    List<List<String>> rows = new ArrayList<>();
    List<Measured> gets = new ArrayList<>();
    List<Measured> puts = new ArrayList<>();
    for (long fullSize : SIZES) {
      long size = Math.max(10_000, (long) (fullSize * laboratory.scale()));
      try (Running larder = laboratory.servers().larder("--hot-tier-bytes", "0")) {
        Laboratory.fill(larder, size, Laboratory.BYTES);
        LoadShape shape = LoadShape.closed(10, 100, laboratory.calls(CALLS));
        Measured get =
            Laboratory.median(
                ROUNDS, () -> Laboratory.load(larder, Calls.get(Numbers.uniform(size)), shape));
        Measured put =
            Laboratory.median(
                ROUNDS,
                () ->
                    Laboratory.load(
                        larder, Calls.put(Numbers.uniform(size), Laboratory.BYTES), shape));
        gets.add(get);
        puts.add(put);
        rows.add(
            List.of(
                number((double) size),
                number(get.throughput()),
                number(get.cpuMicros()),
                number(put.throughput()),
                number(put.cpuMicros())));
      }
    }
    chapter.text(
        "Objects of 200 B, no hot tier, keys at random, 10 connections of 100 streams each.");
    chapter.table(List.of("objects", "gets/s", "CPU, µs/get", "puts/s", "CPU, µs/put"), rows);
    chapter.atMost("get, CPU, 10 million objects against 10 thousand", 1.5, growth(gets), "×");
    chapter.atMost("put, CPU, 10 million objects against 10 thousand", 2, growth(puts), "×");
  }

  private static double growth(List<Measured> bySize) {
    return bySize.get(bySize.size() - 1).cpuMicros() / bySize.get(0).cpuMicros();
  }
}
