package dev.larder.benchmarks.experiment;

import static dev.larder.benchmarks.report.Chapter.number;

import dev.larder.benchmarks.load.Calls;
import dev.larder.benchmarks.load.GrpcLoad;
import dev.larder.benchmarks.load.LoadShape;
import dev.larder.benchmarks.load.Numbers;
import dev.larder.benchmarks.process.Servers;
import dev.larder.benchmarks.process.Servers.Running;
import dev.larder.benchmarks.report.Chapter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** How long it takes from the command to the first answer, on a database that is there already. */
public final class StartExperiment implements Experiment {
  private static final int STARTS = 11;
  private static final int OBJECTS = 1_000;
  private static final String PLAIN = "plain JVM";
  private static final String ARCHIVE = "with the archive, as installed";
  private static final Path NEWER_JAVA = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64/bin/java");

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String title() {
    return "To the first answer";
  }

  /**
   * One start.
   *
   * @param millis from the command to the answer
   * @param cpuMillis of all processors until then
   */
  private record Start(double millis, double cpuMillis) {
    static Start median(List<Start> starts) {
      return new Start(
          Laboratory.median(starts.stream().map(Start::millis)),
          Laboratory.median(starts.stream().map(Start::cpuMillis)));
    }
  }

  @Override
  public void run(Laboratory laboratory, Chapter chapter) {
    Servers servers = laboratory.servers();
    Path folder = servers.newFolder("start");
    try (Running larder = servers.larderWith(List.of(), folder)) {
      Laboratory.fill(larder, OBJECTS, Laboratory.BYTES);
    }
    write(chapter, inTurn(ways(servers, folder)));
  }

  private static Map<String, Supplier<Running>> ways(Servers servers, Path folder) {
    Map<String, Supplier<Running>> ways = new LinkedHashMap<>();
    ways.put(PLAIN, () -> servers.larderWith(List.of("-Xshare:auto"), folder));
    ways.put(ARCHIVE, () -> servers.launched(List.of(), folder));
    ways.put(
        "the same as a sidecar", () -> servers.launched(List.of("LARDER_PROFILE=sidecar"), folder));
    if (Files.isExecutable(NEWER_JAVA)) {
      String java = NEWER_JAVA.toString();
      List<String> cache = List.of("-XX:AOTCache=" + train(servers, java, folder));
      ways.put("plain JVM, JDK 25", () -> servers.larderOn(java, List.of(), folder));
      ways.put("JDK 25 with its AOT cache", () -> servers.larderOn(java, cache, folder));
    }
    return ways;
  }

  /** What 'make install' does where the JDK is that one. */
  private static Path train(Servers servers, String java, Path folder) {
    Path cache = folder.resolve("larder-server.aot");
    try (Running larder = servers.larderOn(java, List.of("-XX:AOTCacheOutput=" + cache), folder)) {
      firstAnswer(larder);
    }
    return cache;
  }

  private static void firstAnswer(Running larder) {
    Laboratory.requireGood(
        GrpcLoad.run(
            larder.target(), Calls.get(Numbers.uniform(OBJECTS)), LoadShape.closed(1, 1, 1)));
  }

  /** Each way once, then each again, so that all meet the machine in the same moods. */
  private static Map<String, Start> inTurn(Map<String, Supplier<Running>> ways) {
    Map<String, List<Start>> all = new LinkedHashMap<>();
    for (int round = 0; round < STARTS; round++) {
      ways.forEach(
          (name, way) -> all.computeIfAbsent(name, none -> new ArrayList<>()).add(once(way)));
    }
    Map<String, Start> medians = new LinkedHashMap<>();
    all.forEach((name, starts) -> medians.put(name, Start.median(starts)));
    return medians;
  }

  private static Start once(Supplier<Running> way) {
    long begin = System.nanoTime();
    try (Running larder = way.get()) {
      firstAnswer(larder);
      double millis = (System.nanoTime() - begin) / 1e6;
      return new Start(millis, larder.process().cpuMicros() / 1e3);
    }
  }

  private static void write(Chapter chapter, Map<String, Start> medians) {
    chapter.text(
        "From the start of the process to the answer to its first call, a get; a database of 1,000 objects; the median of"
            + " 11 starts each, in turn.");
    List<List<String>> rows = new ArrayList<>();
    medians.forEach(
        (name, start) ->
            rows.add(List.of(name, number(start.millis()), number(start.cpuMillis()))));
    chapter.table(List.of("", "ms", "CPU, ms"), rows);
    double archive = millis(medians, ARCHIVE);
    chapter.atMost("start to the first answered RPC, with the archive", 550, archive, " ms");
    chapter.atLeast(
        "start with the archive against a plain JVM",
        3,
        millis(medians, PLAIN) / archive,
        "× faster");
  }

  private static double millis(Map<String, Start> medians, String way) {
    return Objects.requireNonNull(medians.get(way)).millis();
  }
}
