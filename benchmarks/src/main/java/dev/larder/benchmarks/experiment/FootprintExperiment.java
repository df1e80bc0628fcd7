package dev.larder.benchmarks.experiment;

import static dev.larder.benchmarks.report.Chapter.number;

import dev.larder.benchmarks.load.Call;
import dev.larder.benchmarks.load.Calls;
import dev.larder.benchmarks.load.GrpcLoad;
import dev.larder.benchmarks.load.LoadShape;
import dev.larder.benchmarks.load.Numbers;
import dev.larder.benchmarks.process.Servers;
import dev.larder.benchmarks.process.Servers.Running;
import dev.larder.benchmarks.report.Chapter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** How much memory a sidecar takes, at first and after a long time of work. */
public final class FootprintExperiment implements Experiment {
  private static final long CALLS = 10_000_000;

  /** Gets and puts take turns: memory that one gives back, the other may need. */
  private static final int ROUNDS = 10;

  @Override
  public String name() {
    return "footprint";
  }

  @Override
  public String title() {
    return "The memory of a sidecar";
  }

  @Override
  public void run(Laboratory laboratory, Chapter chapter) {
    long calls = laboratory.calls(CALLS);
    Servers servers = laboratory.servers();
    try (Running larder =
        servers.launched(List.of("LARDER_PROFILE=sidecar"), servers.newFolder("sidecar"))) {
      List<List<String>> rows = new ArrayList<>();
      note(rows, "started", larder);
      Laboratory.fill(larder, Laboratory.OBJECTS, Laboratory.BYTES);
      note(rows, "filled", larder);
      work(larder, calls);
      note(rows, number((double) calls) + " gets and puts later", larder);
      chapter.text(
          "LARDER_PROFILE=sidecar, 100,000 objects of 200 B, keys at random, 10 connections of 100 streams each; half of"
              + " the calls get, half put.");
      chapter.table(List.of("", "resident, MB", "most so far, MB"), rows);
      chapter.atMost(
          "resident memory, 10 million gets and puts later, sidecar flags",
          128,
          megabytes(larder.process().residentBytes()),
          " MB");
    }
  }

  private static void work(Running larder, long calls) {
    LongSupplier numbers = Numbers.uniform(Laboratory.OBJECTS);
    Call put = Calls.put(numbers, Laboratory.BYTES);
    Call get = Calls.get(numbers);
    LoadShape shape = LoadShape.closed(10, 100, calls / (2 * ROUNDS));
    for (int round = 0; round < ROUNDS; round++) {
      Laboratory.requireGood(GrpcLoad.run(larder.target(), put, shape));
      Laboratory.requireGood(GrpcLoad.run(larder.target(), get, shape));
    }
  }

  private static void note(List<List<String>> rows, String when, Running larder) {
    rows.add(
        List.of(
            when,
            number(megabytes(larder.process().residentBytes())),
            number(megabytes(larder.process().largestResidentBytes()))));
  }

  private static double megabytes(long bytes) {
    return bytes / (double) (1 << 20);
  }
}
