package dev.larder.benchmarks.experiment;

import static dev.larder.benchmarks.report.Chapter.number;

import dev.larder.benchmarks.load.Stampede;
import dev.larder.benchmarks.load.Stampede.Round;
import dev.larder.benchmarks.process.Servers.Running;
import dev.larder.benchmarks.report.Chapter;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Many clients miss one cold key at once, over and over: who asks the origin, and who waits. */
final class StampedeMeasurement {
  private static final int CLIENTS = 200;
  private static final int ROUNDS = 30;
  private static final Duration ORIGIN = Duration.ofMillis(200);

  /**
   * So many that both JVMs have compiled what a round needs; of a quick origin, to be over soon.
   */
  private static final int WARM_ROUNDS = 1_000;

  private static final Duration WARM_ORIGIN = Duration.ofMillis(10);
  private static final int DIGITS = 3;

  private StampedeMeasurement() {}

  static void run(Laboratory laboratory, Chapter chapter) {
    try (Running larder = laboratory.servers().larder();
        Stampede stampede = Stampede.connect(larder.target(), CLIENTS)) {
      var unused = rounds(stampede, "warm", WARM_ROUNDS, WARM_ORIGIN);
      write(chapter, rounds(stampede, "cold", ROUNDS, ORIGIN));
    }
  }

  private static List<Round> rounds(Stampede stampede, String name, int count, Duration origin) {
    return IntStream.range(0, count)
        .mapToObj(round -> stampede.ask(name + "-" + round, origin))
        .toList();
  }

  private static void write(Chapter chapter, List<Round> rounds) {
    Histogram waits = beyondTheOrigin(rounds);
    int all = rounds.stream().mapToInt(Round::originCalls).sum();
    int most = rounds.stream().mapToInt(Round::originCalls).max().orElse(0);
    chapter.text(
        ("**A cold key**: %d Java clients, each with a connection of its own, miss the same key at the same moment and call"
                + " `getOrLoad`; the origin takes %d ms. A new key each time, after %d rounds for the JVMs to warm up. A wait"
                + " counts from when all calls were due; what the origin takes is subtracted.")
            .formatted(CLIENTS, ORIGIN.toMillis(), WARM_ROUNDS));
    chapter.table(
        List.of("rounds", "misses", "calls of the origin", "p50 ms", "p99 ms", "largest ms"),
        List.of(
            List.of(
                Integer.toString(rounds.size()),
                number((double) waits.getTotalCount()),
                Integer.toString(all),
                number(millis(waits, 50)),
                number(millis(waits, 99)),
                number(millis(waits, 100)))));
    chapter.atMost(
        "calls of the origin in a round of %d misses, the most of %d rounds"
            .formatted(CLIENTS, rounds.size()),
        1,
        most,
        "");
    chapter.atMost(
        "wait of those misses beyond the origin's own, p99", 50, millis(waits, 99), " ms");
  }

  private static Histogram beyondTheOrigin(List<Round> rounds) {
    Histogram waits = new Histogram(DIGITS);
    rounds.stream()
        .flatMap(round -> round.waitNanos().stream())
        .forEach(nanos -> waits.recordValue(Math.max(0, nanos - ORIGIN.toNanos())));
    return waits;
  }

  private static double millis(Histogram waits, double percentile) {
    return waits.getValueAtPercentile(percentile) / 1e6;
  }
}
