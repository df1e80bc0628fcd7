package dev.larder.benchmarks.experiment;

import static dev.larder.benchmarks.report.Chapter.number;

import dev.larder.benchmarks.load.Call;
import dev.larder.benchmarks.load.Calls;
import dev.larder.benchmarks.load.GrpcLoad;
import dev.larder.benchmarks.load.LoadResult;
import dev.larder.benchmarks.load.LoadShape;
import dev.larder.benchmarks.load.Numbers;
import dev.larder.benchmarks.load.Target;
import dev.larder.benchmarks.process.Pauses;
import dev.larder.benchmarks.process.Servers;
import dev.larder.benchmarks.process.Servers.Running;
import dev.larder.benchmarks.report.Chapter;
import dev.larder.benchmarks.report.Percentiles;
import dev.larder.client.InvalidateMode;
import dev.larder.client.LarderClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A tag that all objects carry is invalidated while others read them. */
final class TagMeasurement {
  private static final long OBJECTS = 1_000_000;
  private static final int RATE = 500;
  private static final int SECONDS = 10;
  private static final int WARM_ROUNDS = 3;
  private static final int WARM_CALLS = 1_000;

  /** Invalidations after the first. */
  private static final int LATER = 20;

  /** Before each of them; long enough for the gets to be under way. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  private TagMeasurement() {}

  /** What gets felt: of one hot object, and of all objects. */
  private record Gets(LoadResult hot, LoadResult store) {}

  /**
   * What was measured.
   *
   * @param first the first invalidation, in ms
   * @param later those after it
   * @param before gets before the first
   * @param after gets from the first on
   * @param during gets beside the later ones
   */
  private record Measured(double first, List<Double> later, Gets before, Gets after, Gets during) {}

  static void run(Laboratory laboratory, Chapter chapter) {
    warmClientUp(laboratory.servers());
    long objects = laboratory.calls(OBJECTS);
    Duration time = Duration.ofMillis((long) (SECONDS * 1000 * Math.max(0.1, laboratory.scale())));
    try (Running larder = installed(laboratory.servers());
        LarderClient client = connect(larder)) {
      Laboratory.fillTagged(larder, objects, Laboratory.BYTES);
      warmUp(larder.target(), objects, time);
      write(chapter, objects, time, measure(larder.target(), client, objects, time));
    }
  }

  /** With its archive of classes, for the first call of its kind is to be measured. */
  private static Running installed(Servers servers) {
    return servers.launched(List.of(), servers.newFolder("tags"));
  }

  private static LarderClient connect(Running larder) {
    LarderClient client = LarderClient.connect(larder.target().name());
    var unused = client.blocking().capabilities();
    return client;
  }

  /**
   * On another server, so that the first call on the one that is measured is slow by itself alone.
   */
  private static void warmClientUp(Servers servers) {
    try (Running other = servers.larder();
        LarderClient client = connect(other)) {
      for (int i = 0; i < WARM_CALLS; i++) {
        var unused = invalidate(client);
      }
    }
  }

  /** Every one of these gets must be answered fresh, so it is seen that all objects are there. */
  private static void warmUp(Target target, long objects, Duration time) {
    for (int i = 0; i < WARM_ROUNDS; i++) {
      var hot = start(target, Calls.get(() -> 7), time);
      var store = start(target, Calls.get(Numbers.uniform(objects)), time);
      join(hot, store);
    }
  }

  private static Measured measure(Target target, LarderClient client, long objects, Duration time) {
    Supplier<Gets> before = gets(target, objects, time);
    Gets calm = before.get();
    Supplier<Gets> after = gets(target, objects, PAUSE.plus(time));
    double first = invalidate(client, 1).get(0);
    Gets felt = after.get();
    Supplier<Gets> during = gets(target, objects, PAUSE.multipliedBy(LATER + 1));
    List<Double> later = invalidate(client, LATER);
    return new Measured(first, later, calm, felt, during.get());
  }

  /** Begins to read at a steady rate for so long; whoever asks for the result waits for the end. */
  private static Supplier<Gets> gets(Target target, long objects, Duration time) {
    var hot = start(target, Calls.getOfAnyAge(() -> 7), time);
    var store = start(target, Calls.getOfAnyAge(Numbers.uniform(objects)), time);
    return () -> join(hot, store);
  }

  private static CompletableFuture<LoadResult> start(Target target, Call call, Duration time) {
    return CompletableFuture.supplyAsync(
        () -> GrpcLoad.run(target, call, LoadShape.paced(4, 500, RATE, time)));
  }

  private static Gets join(CompletableFuture<LoadResult> hot, CompletableFuture<LoadResult> store) {
    return new Gets(Laboratory.requireGood(hot.join()), Laboratory.requireGood(store.join()));
  }

  private static List<Double> invalidate(LarderClient client, int times) {
    return Stream.generate(
            () -> {
              Pauses.millis(PAUSE.toMillis());
              return invalidate(client);
            })
        .limit(times)
        .toList();
  }

  /** In milliseconds, as the caller sees it. */
  private static double invalidate(LarderClient client) {
    long begin = System.nanoTime();
    var unused =
        client.blocking().invalidateTags("acme", List.of(Calls.TAG_OF_ALL), InvalidateMode.SOFT);
    return (System.nanoTime() - begin) / 1e6;
  }

  private static void write(Chapter chapter, long objects, Duration time, Measured measured) {
    double median = Laboratory.median(measured.later().stream());
    chapter.text(
        ("**A tag**: %s objects of 200 B, each with the tag `%s` and one of a thousand others. `%s` is invalidated, softly, while"
                + " one hot object and objects at random, nearly all of them out of SQLite, are read at a steady %d a second each,"
                + " whatever their age; latency from when each get was due. The first is the first that the server ever did,"
                + " as it is installed, %d ms after its gets began; %d more follow, as far apart, while the sweep that writes"
                + " the effect into the rows goes on.")
            .formatted(
                number((double) objects),
                Calls.TAG_OF_ALL,
                Calls.TAG_OF_ALL,
                RATE,
                PAUSE.toMillis(),
                LATER));
    chapter.table(
        List.of("invalidation", "ms"),
        List.of(
            List.of("the first", number(measured.first())),
            List.of("later ones, median", number(median)),
            List.of("later ones, slowest", number(slowest(measured)))));
    gets(chapter, time, measured);
    String tag = "invalidating a tag of %s objects".formatted(number((double) objects));
    chapter.atMost(tag + ", the first time", 5, measured.first(), " ms");
    chapter.atMost(tag + ", median of " + LATER, 5, median, " ms");
  }

  private static double slowest(Measured measured) {
    return measured.later().stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private static void gets(Chapter chapter, Duration time, Measured measured) {
    String seconds = number(time.toMillis() / 1e3) + " s";
    Map<String, Gets> when = new LinkedHashMap<>();
    when.put("the " + seconds + " before", measured.before());
    when.put("the " + seconds + " from the first on", measured.after());
    when.put("during the later ones", measured.during());
    Map<String, LoadResult> results = new LinkedHashMap<>();
    when.forEach((name, gets) -> results.put("hot, " + name, gets.hot()));
    when.forEach((name, gets) -> results.put("at random, " + name, gets.store()));
    chapter.table(
        List.of("gets", "p50 ms", "p99 ms", "largest ms"),
        results.entrySet().stream().map(each -> row(each.getKey(), each.getValue())).toList());
    chapter.percentiles(
        "latency",
        List.copyOf(results.keySet()),
        results.values().stream().map(each -> Percentiles.of(each::millis)).toList());
  }

  private static List<String> row(String name, LoadResult result) {
    return List.of(
        name, number(result.millis(50)), number(result.millis(99)), number(result.millis(100)));
  }
}
