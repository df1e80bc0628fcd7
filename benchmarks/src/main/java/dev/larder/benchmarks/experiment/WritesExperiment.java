package dev.larder.benchmarks.experiment;

import dev.larder.benchmarks.experiment.Laboratory.Measured;
import dev.larder.benchmarks.load.Call;
import dev.larder.benchmarks.load.Calls;
import dev.larder.benchmarks.load.LoadShape;
import dev.larder.benchmarks.load.Numbers;
import dev.larder.benchmarks.load.RedisBenchmark;
import dev.larder.benchmarks.process.Servers.Running;
import dev.larder.benchmarks.process.Tool;
import dev.larder.benchmarks.report.Chapter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Puts that survive a power cut, against peers that promise the same; and what less costs. */
public final class WritesExperiment implements Experiment {
  private static final int ROUNDS = 3;
  private static final long CALLS = 100_000;
  private static final long SINGLE_CALLS = 30_000;

  @Override
  public String name() {
    return "writes";
  }

  @Override
  public String title() {
    return "Puts";
  }

  @Override
  public void run(Laboratory laboratory, Chapter chapter) {
    try (Running durable = laboratory.servers().larder("--durability", "power");
        Running process = laboratory.servers().larder()) {
      Laboratory.fill(durable, Laboratory.OBJECTS, Laboratory.BYTES);
      Laboratory.fill(process, Laboratory.OBJECTS, Laboratory.BYTES);
      many(laboratory, durable, process, chapter);
      single(laboratory, durable, chapter);
    }
  }

  private static void many(
      Laboratory laboratory, Running durable, Running process, Chapter chapter) {
    long calls = laboratory.calls(CALLS);
    LongSupplier uniform = Numbers.uniform(Laboratory.OBJECTS);
    LongSupplier zipfian = Numbers.zipfian(Laboratory.OBJECTS);
    Map<String, Supplier<Measured>> measured = new LinkedHashMap<>();
    measured.put("Larder, power, uniform", () -> put(durable, larder(uniform), 100, calls));
    measured.put("Larder, power, Zipfian", () -> put(durable, larder(zipfian), 100, calls));
    measured.put("Larder, process, uniform", () -> put(process, larder(uniform), 100, calls));
    chapter.text(
        "**Many at once**: 100,000 objects of 200 B, 10 connections of 100 streams each, load by our own generator.");
    if (!Tool.exists("etcd")) {
      chapter.text("etcd is not installed: left out.");
      ReadsExperiment.table(chapter, Laboratory.inTurn(ROUNDS, measured), "cpu");
      return;
    }
    try (Running etcd = laboratory.servers().etcd()) {
      put(etcd, etcd(Numbers.inTurn(Laboratory.OBJECTS)), 100, Laboratory.OBJECTS);
      measured.put("etcd Put, uniform", () -> put(etcd, etcd(uniform), 100, calls));
      measured.put("etcd Put, Zipfian", () -> put(etcd, etcd(zipfian), 100, calls));
      Map<String, Measured> figures = Laboratory.inTurn(ROUNDS, measured);
      ReadsExperiment.table(chapter, figures, "cpu");
      for (String keys : List.of("uniform", "Zipfian")) {
        chapter.atLeast(
            "durable put, throughput against etcd Put, %s keys, c10 m100".formatted(keys),
            keys.equals("uniform") ? 2 : 3,
            ReadsExperiment.throughput(figures, "Larder, power, " + keys)
                / ReadsExperiment.throughput(figures, "etcd Put, " + keys),
            "×");
      }
    }
  }

  private static void single(Laboratory laboratory, Running durable, Chapter chapter) {
    if (!Tool.exists("redis-server")) {
      chapter.text("Redis is not installed: left out.");
      return;
    }
    long calls = laboratory.calls(SINGLE_CALLS);
    try (Running redis =
        laboratory.servers().redis("--appendonly", "yes", "--appendfsync", "always")) {
      List<String> where = List.of("-p", redis.target().uri().replaceAll(".*:", ""));
      Map<String, Supplier<Measured>> measured = new LinkedHashMap<>();
      measured.put(
          "Larder, power",
          () -> put(durable, larder(Numbers.uniform(Laboratory.OBJECTS)), 1, calls));
      measured.put(
          "Redis SET, appendfsync always",
          () ->
              Laboratory.measure(
                  redis,
                  calls,
                  () ->
                      RedisBenchmark.run(
                          where, "set", 10, calls, Laboratory.OBJECTS, Laboratory.BYTES)));
      Map<String, Measured> figures = Laboratory.inTurn(ROUNDS, measured);
      chapter.text(
          "**One call at a time on each of 10 connections**, every answer after a flush to the disk.");
      ReadsExperiment.table(chapter, figures, "single-cpu");
      chapter.atLeast(
          "durable put, throughput against Redis appendfsync always, c10 m1",
          1.0,
          ReadsExperiment.throughput(figures, "Larder, power")
              / ReadsExperiment.throughput(figures, "Redis SET, appendfsync always"),
          "×");
    }
  }

  private static Call larder(LongSupplier numbers) {
    return Calls.put(numbers, Laboratory.BYTES);
  }

  private static Call etcd(LongSupplier numbers) {
    return Calls.etcdPut(numbers, Laboratory.BYTES);
  }

  private static Measured put(Running server, Call call, int streams, long calls) {
    return Laboratory.load(server, call, LoadShape.closed(10, streams, calls));
  }
}
