package dev.larder.benchmarks.experiment;

import static dev.larder.benchmarks.report.Chapter.number;

import dev.larder.benchmarks.jmh.CallBenchmark;
import dev.larder.benchmarks.jmh.JmhRun;
import dev.larder.benchmarks.jmh.PartsBenchmark;
import dev.larder.benchmarks.report.Chapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** What the server's parts cost by themselves, by JMH. */
public final class JmhExperiment implements Experiment {
  private static final Map<String, String> WORDS =
      Map.of(
          "hotGet", "a get out of the hot tier, from bytes to bytes",
          "put", "a put, from bytes to bytes, with its commit",
          "parseRequest", "parsing the request",
          "findInHotTier", "looking into the hot tier",
          "decideFreshness", "deciding what the read finds",
          "mapAnswer", "putting the answer into the words of the wire",
          "serializeAnswer", "writing the answer's bytes");

  @Override
  public String name() {
    return "jmh";
  }

  @Override
  public String title() {
    return "In-process parts";
  }

  @Override
  public void run(Laboratory laboratory, Chapter chapter) {
    List<List<String>> rows = new ArrayList<>();
    for (Class<?> benchmarks : List.of(CallBenchmark.class, PartsBenchmark.class)) {
      JmhRun.run(options(laboratory, benchmarks))
          .forEach((name, figure) -> rows.add(row(name, figure)));
    }
    chapter.text(
        "The whole server in one process without a network, one call at a time, and the steps of a hot get by themselves;"
            + " objects of 200 B. Bytes are those that all threads allocate. What a network adds is Netty's and gRPC's.");
    chapter.table(List.of("", "time", "allocated, B"), rows);
  }

  private static ChainedOptionsBuilder options(Laboratory laboratory, Class<?> benchmarks) {
    TimeValue second = TimeValue.milliseconds((long) (1000 * Math.max(0.1, laboratory.scale())));
    return JmhRun.options()
        .include(benchmarks.getName() + ".*")
        .warmupIterations(3)
        .warmupTime(second)
        .measurementIterations(5)
        .measurementTime(second);
  }

  private static List<String> row(String name, JmhRun.Figure figure) {
    return List.of(
        WORDS.getOrDefault(name, name),
        number(figure.time()) + " " + figure.unit().replace("us", "µs").replace("/op", ""),
        number(figure.bytes()));
  }
}
