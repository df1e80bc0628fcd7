package dev.larder.benchmarks.experiment;

import static dev.larder.benchmarks.report.Chapter.number;

import dev.larder.benchmarks.experiment.Laboratory.Measured;
import dev.larder.benchmarks.load.Call;
import dev.larder.benchmarks.load.Calls;
import dev.larder.benchmarks.load.GrpcLoad;
import dev.larder.benchmarks.load.H2load;
import dev.larder.benchmarks.load.LoadShape;
import dev.larder.benchmarks.load.Numbers;
import dev.larder.benchmarks.load.RedisBenchmark;
import dev.larder.benchmarks.load.Target;
import dev.larder.benchmarks.process.Servers.Running;
import dev.larder.benchmarks.process.Tool;
import dev.larder.benchmarks.report.Chapter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Gets: out of the hot tier and out of SQLite, against the floor, the seed's designs and the peers.
 */
public final class ReadsExperiment implements Experiment {
  private static final int ROUNDS = 3;
  private static final long HOT_CALLS = 600_000;
  private static final long SINGLE_CALLS = 200_000;
  private static final long STORE_CALLS = 300_000;
  private static final long SLOW_CALLS = 20_000;

  @Override
  public String name() {
    return "reads";
  }

  @Override
  public String title() {
    return "Gets";
  }

  @Override
  public Map<String, String> packages() {
    return Map.of(H2load.PROGRAM, H2load.PACKAGE);
  }

  @Override
  public void run(Laboratory laboratory, Chapter chapter) {
    hot(laboratory, chapter);
    redis(laboratory, chapter);
    store(laboratory, chapter);
  }

  private static void hot(Laboratory laboratory, Chapter chapter) {
    long calls = laboratory.calls(HOT_CALLS);
    Map<String, Supplier<Measured>> measured = new LinkedHashMap<>();
    try (Running larder = laboratory.servers().larder();
        Running echo = laboratory.servers().baseline("echo", 0)) {
      Laboratory.fill(larder, Laboratory.OBJECTS, Laboratory.BYTES);
      Call hot = Calls.get(() -> 7);
      measured.put("echo, the floor", () -> h2load(echo, hot, 100, calls));
      measured.put("Larder", () -> h2load(larder, hot, 100, calls));
      if (Tool.exists("etcd")) {
        try (Running etcd = laboratory.servers().etcd()) {
          GrpcLoad.run(
              etcd.target(),
              Calls.etcdPut(Numbers.inTurn(Laboratory.OBJECTS), Laboratory.BYTES),
              LoadShape.closed(2, 200, Laboratory.OBJECTS));
          measured.put("etcd Range", () -> h2load(etcd, Calls.etcdRange(() -> 7), 100, calls / 20));
          hotTable(chapter, Laboratory.inTurn(ROUNDS, measured));
        }
      } else {
        chapter.text("etcd is not installed: left out.");
        hotTable(chapter, Laboratory.inTurn(ROUNDS, measured));
      }
    }
  }

  private static void hotTable(Chapter chapter, Map<String, Measured> figures) {
    chapter.text(
        "**Out of the hot tier**: one object of 200 B, 10 connections of 100 streams each, load by h2load.");
    table(chapter, figures, "hot-cpu");
    double larder = cpu(figures, "Larder");
    chapter.atMost(
        "hot get, CPU against echo, c10 m100", 1.15, larder / cpu(figures, "echo, the floor"), "×");
    if (figures.containsKey("etcd Range")) {
      chapter.atLeast(
          "hot get, CPU against etcd Range, c10 m100",
          10,
          cpu(figures, "etcd Range") / larder,
          "× less");
    }
  }

  private static Measured h2load(Running server, Call call, int streams, long calls) {
    LoadShape shape = LoadShape.closed(10, streams, calls);
    return Laboratory.measure(server, calls, () -> H2load.run(server.target(), call, shape));
  }

  private static void redis(Laboratory laboratory, Chapter chapter) {
    if (!Tool.exists("redis-server")) {
      chapter.text("Redis is not installed: left out.");
      return;
    }
    long calls = laboratory.calls(SINGLE_CALLS);
    Path socket = laboratory.servers().newFolder("socket").resolve("larder.sock");
    try (Running larder = laboratory.servers().larder("--unix-socket", socket.toString());
        Running echo = laboratory.servers().baseline("echo", 0);
        Running redis = laboratory.servers().redis()) {
      Laboratory.fill(larder, Laboratory.OBJECTS, Laboratory.BYTES);
      Running unix = new Running(larder.process(), Target.unix(socket), larder.folder());
      List<String> redisTcp = List.of("-p", redis.target().uri().replaceAll(".*:", ""));
      List<String> redisUnix = List.of("-s", redis.folder().resolve("redis.sock").toString());
      double unused = redisRate(redisTcp, "set", laboratory.calls(Laboratory.OBJECTS * 3L));
      Call hot = Calls.get(() -> 7);
      Map<String, Supplier<Measured>> measured = new LinkedHashMap<>();
      measured.put("echo, the floor, TCP", () -> h2load(echo, hot, 1, calls));
      measured.put("Larder, TCP", () -> h2load(larder, hot, 1, calls));
      measured.put("Redis GET, TCP", () -> redisGet(redis, redisTcp, calls));
      measured.put("Larder, Unix socket", () -> h2load(unix, hot, 1, calls));
      measured.put("Redis GET, Unix socket", () -> redisGet(redis, redisUnix, calls));
      redisTable(chapter, Laboratory.inTurn(ROUNDS, measured));
    }
  }

  private static double redisRate(List<String> where, String command, long calls) {
    return RedisBenchmark.run(where, command, 10, calls, Laboratory.OBJECTS, Laboratory.BYTES);
  }

  private static Measured redisGet(Running redis, List<String> where, long calls) {
    return Laboratory.measure(redis, calls, () -> redisRate(where, "get", calls));
  }

  private static void redisTable(Chapter chapter, Map<String, Measured> figures) {
    chapter.text(
        "**One call at a time on each of 10 connections**: h2load for Larder, redis-benchmark without"
            + " pipelining for Redis.");
    table(chapter, figures, "single-cpu");
    double tcp = throughput(figures, "Redis GET, TCP");
    chapter.atLeast(
        "hot get, throughput against Redis GET, both TCP, c10 m1",
        1.0,
        throughput(figures, "Larder, TCP") / tcp,
        "×");
    chapter.atLeast(
        "hot get, throughput against Redis GET, Larder on a Unix socket, c10 m1",
        1.3,
        throughput(figures, "Larder, Unix socket") / tcp,
        "×");
  }

  private static void store(Laboratory laboratory, Chapter chapter) {
    long calls = laboratory.calls(STORE_CALLS);
    long slowCalls = laboratory.calls(SLOW_CALLS);
    int objects = Laboratory.OBJECTS;
    try (Running larder = laboratory.servers().larder("--hot-tier-bytes", "0");
        Running echo = laboratory.servers().baseline("echo", 0);
        Running open = laboratory.servers().baseline("open-per-call", objects);
        Running pooled = laboratory.servers().baseline("pooled-on-loop", objects);
        Running offload = laboratory.servers().baseline("offload", objects)) {
      Laboratory.fill(larder, objects, Laboratory.BYTES);
      Map<String, Supplier<Measured>> measured = new LinkedHashMap<>();
      measured.put("echo, the floor", () -> uniform(echo, calls));
      measured.put(
          "seed: a connection opened for each call, on the loop", () -> uniform(open, slowCalls));
      measured.put("seed: one pooled connection, on the loop", () -> uniform(pooled, calls));
      measured.put("offloaded, without batches", () -> uniform(offload, calls));
      measured.put("Larder, no hot tier", () -> uniform(larder, calls));
      storeTable(chapter, Laboratory.inTurn(ROUNDS, measured));
    }
  }

  private static Measured uniform(Running server, long calls) {
    Call call = Calls.get(Numbers.uniform(Laboratory.OBJECTS));
    return Laboratory.load(server, call, LoadShape.closed(10, 100, calls));
  }

  private static void storeTable(Chapter chapter, Map<String, Measured> figures) {
    chapter.text(
        "**Out of SQLite**: 100,000 objects of 200 B, a random one each time, 10 connections of 100 streams"
            + " each, load by our own generator.");
    table(chapter, figures, "store-cpu");
    double larder = cpu(figures, "Larder, no hot tier");
    String seed = "seed: a connection opened for each call, on the loop";
    chapter.atMost(
        "get answered by SQLite, CPU against echo, c10 m100",
        1.5,
        larder / cpu(figures, "echo, the floor"),
        "×");
    chapter.atLeast(
        "get answered by SQLite against the seed's open-per-call, throughput",
        12,
        throughput(figures, "Larder, no hot tier") / throughput(figures, seed),
        "×");
    chapter.atLeast(
        "get answered by SQLite against the seed's open-per-call, CPU",
        12,
        cpu(figures, seed) / larder,
        "× less");
  }

  static void table(Chapter chapter, Map<String, Measured> figures, String chart) {
    List<List<String>> rows = new ArrayList<>();
    figures.forEach(
        (name, measured) ->
            rows.add(List.of(name, number(measured.throughput()), number(measured.cpuMicros()))));
    chapter.table(List.of("server", "calls/s", "server CPU, µs/call"), rows);
    chapter.bars(
        chart,
        "server CPU, µs per call",
        List.copyOf(figures.keySet()),
        figures.values().stream().map(Measured::cpuMicros).toList());
  }

  static double cpu(Map<String, Measured> figures, String name) {
    return Objects.requireNonNull(figures.get(name)).cpuMicros();
  }

  static double throughput(Map<String, Measured> figures, String name) {
    return Objects.requireNonNull(figures.get(name)).throughput();
  }
}
