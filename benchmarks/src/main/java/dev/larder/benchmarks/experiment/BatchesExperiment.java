package dev.larder.benchmarks.experiment;

import static dev.larder.benchmarks.report.Chapter.number;

import dev.larder.benchmarks.experiment.Laboratory.Measured;
import dev.larder.benchmarks.load.Calls;
import dev.larder.benchmarks.load.LoadShape;
import dev.larder.benchmarks.load.Numbers;
import dev.larder.benchmarks.process.Servers.Running;
import dev.larder.benchmarks.report.Chapter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Many objects in one call, out of SQLite. */
public final class BatchesExperiment implements Experiment {
  private static final int ROUNDS = 3;
  private static final int BATCH = 100;
  private static final int PAGE = 1000;
  private static final long OBJECTS_READ = 500_000;

  @Override
  public String name() {
    return "batches";
  }

  @Override
  public String title() {
    return "Batches and scans";
  }

  @Override
  public void run(Laboratory laboratory, Chapter chapter) {
    long objects = laboratory.calls(OBJECTS_READ);
    try (Running larder = laboratory.servers().larder("--hot-tier-bytes", "0")) {
      Laboratory.fill(larder, Laboratory.OBJECTS, Laboratory.BYTES);
      var uniform = Numbers.uniform(Laboratory.OBJECTS);
      Map<String, Supplier<Measured>> measured = new LinkedHashMap<>();
      measured.put(
          "GetObject",
          () -> Laboratory.load(larder, Calls.get(uniform), LoadShape.closed(10, 100, objects)));
      measured.put(
          "BatchGetObjects of 100",
          () ->
              Laboratory.load(
                  larder,
                  Calls.batchGet(uniform, BATCH),
                  LoadShape.closed(10, 2, objects / BATCH)));
      measured.put(
          "LookupObjects, pages of 1000",
          () ->
              Laboratory.load(
                  larder, Calls.scan(PAGE), LoadShape.closed(4, 2, 5 * objects / PAGE)));
      table(chapter, Laboratory.inTurn(ROUNDS, measured));
    }
  }

  private static void table(Chapter chapter, Map<String, Measured> figures) {
    Map<String, Integer> sizes =
        Map.of(
            "GetObject", 1, "BatchGetObjects of 100", BATCH, "LookupObjects, pages of 1000", PAGE);
    Map<String, Double> rates = new LinkedHashMap<>();
    List<List<String>> rows = new ArrayList<>();
    figures.forEach(
        (name, measured) -> {
          int size = Objects.requireNonNull(sizes.get(name));
          rates.put(name, measured.throughput() * size);
          rows.add(
              List.of(
                  name, number(measured.throughput() * size), number(measured.cpuMicros() / size)));
        });
    chapter.text("100,000 objects of 200 B, no hot tier, keys at random.");
    chapter.table(List.of("call", "objects/s", "server CPU, µs/object"), rows);
    chapter.bars(
        "objects", "objects a second", List.copyOf(rates.keySet()), List.copyOf(rates.values()));
    double single = Objects.requireNonNull(rates.get("GetObject"));
    chapter.atLeast(
        "batch get, objects a second against single gets",
        6,
        Objects.requireNonNull(rates.get("BatchGetObjects of 100")) / single,
        "×");
    chapter.atLeast(
        "scan, objects a second",
        1.5,
        Objects.requireNonNull(rates.get("LookupObjects, pages of 1000")) / 1e6,
        " million");
  }
}
