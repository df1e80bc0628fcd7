package dev.larder.benchmarks.experiment;

import static dev.larder.benchmarks.report.Chapter.number;

import dev.larder.benchmarks.load.Call;
import dev.larder.benchmarks.load.Calls;
import dev.larder.benchmarks.load.GrpcLoad;
import dev.larder.benchmarks.load.LoadResult;
import dev.larder.benchmarks.load.LoadShape;
import dev.larder.benchmarks.load.Numbers;
import dev.larder.benchmarks.load.Target;
import dev.larder.benchmarks.process.Servers.Running;
import dev.larder.benchmarks.report.Chapter;
import dev.larder.benchmarks.report.Percentiles;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a hot get feels of puts and long searches beside it, here and where they run on the loop.
 */
public final class StallsExperiment implements Experiment {
  private static final int RATE = 2_000;
  private static final int SECONDS = 20;
  private static final int WARM_ROUNDS = 3;

  @Override
  public String name() {
    return "stalls";
  }

  @Override
  public String title() {
    return "What hot gets feel of everything else";
  }

  @Override
  public void run(Laboratory laboratory, Chapter chapter) {
    Duration time = Duration.ofMillis((long) (SECONDS * 1000 * Math.max(0.1, laboratory.scale())));
    try (Running larder = laboratory.servers().larder();
        Running loop = laboratory.servers().baseline("slow-on-loop", 1000)) {
      Laboratory.fill(larder, Laboratory.OBJECTS, Laboratory.BYTES);
      Call hot = Calls.get(() -> 7);
      for (int i = 0; i < WARM_ROUNDS; i++) {
        storm(larder, hot, time.dividedBy(2));
      }
      LoadResult idle = paced(larder.target(), hot, time);
      Storm storm = storm(larder, hot, time);
      CompletableFuture<LoadResult> slow = beside(loop, Calls.get(() -> 99_999_999), 1, 2, time);
      LoadResult onLoop = paced(loop.target(), Calls.get(() -> 7), time);
      slow.join();
      write(chapter, idle, storm, onLoop);
    }
  }

  /** What each kind of call felt. */
  private record Storm(LoadResult gets, LoadResult puts, LoadResult searches) {}

  private static Storm storm(Running larder, Call hot, Duration time) {
    Call put = Calls.put(Numbers.uniform(Laboratory.OBJECTS), Laboratory.BYTES);
    CompletableFuture<LoadResult> puts = beside(larder, put, 4, 16, time);
    CompletableFuture<LoadResult> searches = beside(larder, Calls.fruitlessScan(), 1, 2, time);
    LoadResult gets = paced(larder.target(), hot, time);
    return new Storm(
        Laboratory.requireGood(gets),
        Laboratory.requireGood(puts.join()),
        Laboratory.requireGood(searches.join()));
  }

  private static LoadResult paced(Target target, Call call, Duration time) {
    return GrpcLoad.run(target, call, LoadShape.paced(4, 500, RATE, time));
  }

  private static CompletableFuture<LoadResult> beside(
      Running server, Call call, int connections, int streams, Duration time) {
    return CompletableFuture.supplyAsync(
        () -> GrpcLoad.run(server.target(), call, LoadShape.closed(connections, streams, time)));
  }

  private static void write(Chapter chapter, LoadResult idle, Storm storm, LoadResult onLoop) {
    LoadResult stormy = storm.gets();
    chapter.text(
        ("Gets of one hot object at a steady %d a second, latency from when each was due. The storm: 64 puts in flight over"
                + " 100,000 objects (%s a second got through), and 2 searches at a time, over and over, each of which looks at"
                + " 5,000 objects and finds none that is fresh enough (%s ms at the median). On the loop: a baseline that answers"
                + " 2 queries of 300 ms, over and over, on the event loop.")
            .formatted(
                RATE, number(storm.puts().throughput()), number(storm.searches().millis(50))));
    List<String> names = List.of("Larder, idle", "Larder, in the storm", "queries on the loop");
    List<LoadResult> results = List.of(idle, stormy, onLoop);
    chapter.table(
        List.of("", "p50 ms", "p99 ms", "p99.9 ms", "largest ms"),
        List.of(row(names.get(0), idle), row(names.get(1), stormy), row(names.get(2), onLoop)));
    chapter.percentiles(
        "latency", names, results.stream().map(each -> Percentiles.of(each::millis)).toList());
    chapter.atMost(
        "hot get p99 in a storm of puts and long queries, against its idle p99",
        4,
        stormy.millis(99) / idle.millis(99),
        "×");
    chapter.atLeast(
        "the same against queries on the loop",
        150,
        onLoop.millis(99) / stormy.millis(99),
        "× better");
  }

  private static List<String> row(String name, LoadResult result) {
    return List.of(
        name,
        number(result.millis(50)),
        number(result.millis(99)),
        number(result.millis(99.9)),
        number(result.millis(100)));
  }
}
