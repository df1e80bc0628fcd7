package dev.larder.benchmarks.experiment;

import static dev.larder.benchmarks.report.Chapter.number;

import dev.larder.benchmarks.process.Servers.Running;
import dev.larder.benchmarks.report.Chapter;
import dev.larder.benchmarks.ycsb.YcsbResult;
import dev.larder.benchmarks.ycsb.YcsbRun;
import dev.larder.benchmarks.ycsb.YcsbWorkload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The core workloads of YCSB, through the Java client. */
public final class YcsbExperiment implements Experiment {
  private static final int THREADS = 16;
  private static final long OPERATIONS = 150_000;
  private static final long SCANS = 20_000;

  /**
   * The order that YCSB recommends: D is last on its store because it makes it grow, and E has a
   * store of its own.
   */
  private static final List<List<YcsbWorkload>> STORES =
      List.of(
          List.of(YcsbWorkload.A, YcsbWorkload.B, YcsbWorkload.C, YcsbWorkload.F, YcsbWorkload.D),
          List.of(YcsbWorkload.E));

  private record Measured(YcsbWorkload workload, String distribution, YcsbResult result) {
    String name() {
      return workload.name() + " " + distribution;
    }

    List<String> row() {
      return List.of(
          workload.name(),
          workload.what(),
          distribution,
          number(result.throughput()),
          latencies(YcsbResult.Operation::average),
          latencies(YcsbResult.Operation::percentile99));
    }

    private String latencies(ToDoubleFunction<YcsbResult.Operation> figure) {
      return result.operations().entrySet().stream()
          .map(each -> word(each) + " " + number(figure.applyAsDouble(each.getValue()) / 1000))
          .collect(Collectors.joining(", "));
    }

    private static String word(Map.Entry<String, YcsbResult.Operation> operation) {
      return operation.getKey().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String name() {
    return "ycsb";
  }

  @Override
  public String title() {
    return "YCSB";
  }

  @Override
  public void run(Laboratory laboratory, Chapter chapter) {
    List<Measured> measured = new ArrayList<>();
    for (List<YcsbWorkload> workloads : STORES) {
      try (Running larder = laboratory.servers().larder()) {
        measured.addAll(onOneStore(laboratory, larder, workloads));
      }
    }
    write(laboratory, chapter, measured);
  }

  private static List<Measured> onOneStore(
      Laboratory laboratory, Running larder, List<YcsbWorkload> workloads) {
    YcsbRun ycsb =
        new YcsbRun(
            larder.target(), laboratory.calls(Laboratory.OBJECTS), Laboratory.BYTES, THREADS);
    var unused = ycsb.load();
    List<Measured> measured = new ArrayList<>();
    for (YcsbWorkload workload : workloads) {
      long operations = laboratory.calls(workload.equals(YcsbWorkload.E) ? SCANS : OPERATIONS);
      for (String distribution : workload.distributions()) {
        measured.add(
            new Measured(workload, distribution, ycsb.run(workload, distribution, operations)));
      }
    }
    return measured;
  }

  private static void write(Laboratory laboratory, Chapter chapter, List<Measured> measured) {
    chapter.text(
        ("YCSB 0.17.0 with its binding for the Java client (`LarderYcsbClient`): %s records of one field of 200 B,"
                + " %d threads, each with a connection and one call at a time. The load runs beside the server and"
                + " takes more of the processors than it, so these figures are those of client and server together.")
            .formatted(number((double) laboratory.calls(Laboratory.OBJECTS)), THREADS));
    chapter.text(
        "The keys of A, B, C, E and F are chosen uniformly and by the Zipfian distribution, which is YCSB's own choice"
            + " for them. D reads what was inserted last: that is its distribution, and it has no other. F writes what it"
            + " has just read. A scan of E, of 1 to 100 records, begins with the first record: a lookup of Larder cannot"
            + " begin at a key.");
    chapter.table(
        List.of("workload", "operations", "keys", "operations/s", "average, ms", "p99, ms"),
        measured.stream().map(Measured::row).toList());
    chapter.bars(
        "throughput",
        "operations a second",
        measured.stream().map(Measured::name).toList(),
        measured.stream().map(each -> each.result().throughput()).toList());
  }
}
