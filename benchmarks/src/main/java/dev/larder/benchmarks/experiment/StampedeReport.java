package dev.larder.benchmarks.experiment;

import static dev.larder.benchmarks.report.Chapter.number;

import dev.larder.benchmarks.experiment.StampedeRounds.Round;
import dev.larder.benchmarks.load.Stampede;
import dev.larder.benchmarks.report.Chapter;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What the report says of stampedes. */
final class StampedeReport {
  private StampedeReport() {}

  /**
   * Writes it.
   *
   * @param all the first without trouble, and a kind of it each after that
   */
  static void write(
      Chapter chapter, int clients, Duration origin, int warmRounds, List<StampedeRounds> all) {
    chapter.text(
        ("**A cold key**: %d Java clients, each with a connection of its own, miss the same key at the same moment and call"
                + " `getOrLoad`; the origin takes %d ms. A new key each time, after %d rounds for the JVMs to warm up. Where"
                + " something befalls the one who was sent to the origin, it is one caller more, who asks first, and it happens when all"
                + " others wait at the server. Leases are of %d s, backoffs of none, each caller's timeout is %d s.")
            .formatted(
                clients,
                origin.toMillis(),
                warmRounds,
                Stampede.LEASE.toSeconds(),
                Stampede.TIMEOUT.toSeconds()));
    chapter.text(
        "**Beyond** is how much later a caller has the value than it could have it at the earliest: what the origin took for the call"
            + " that brought the value, as it was measured, after the moment from when on somebody could be sent. That moment is"
            + " when all calls were due; or when the lease of the one who is gone ran out, by what the server said of it just after; or when"
            + " the call failed; or when the server, killed with SIGKILL and started again at once as it is installed, took connections again.");
    chapter.table(
        List.of(
            "what happens",
            "rounds",
            "callers",
            "calls of the origin",
            "leases",
            "without the value",
            "past their timeout",
            "beyond, p50 ms",
            "p99 ms",
            "largest ms"),
        all.stream().map(StampedeReport::row).toList());
    goals(chapter, clients, all);
  }

  private static List<String> row(StampedeRounds rounds) {
    Histogram beyond = rounds.beyond();
    long without = rounds.sum(round -> round.waits().unanswered());
    return List.of(
        rounds.name(),
        Integer.toString(rounds.rounds().size()),
        number((double) (beyond.getTotalCount() + without)),
        Long.toString(rounds.sum(Round::calls)),
        Long.toString(rounds.sum(Round::leases)),
        Long.toString(without),
        Long.toString(rounds.sum(round -> round.waits().late())),
        number(millis(beyond, 50)),
        number(millis(beyond, 99)),
        number(millis(beyond, 100)));
  }

  private static void goals(Chapter chapter, int clients, List<StampedeRounds> all) {
    StampedeRounds calm = all.get(0);
    chapter.atMost(
        "calls of the origin when %d miss, the most of %d rounds"
            .formatted(clients, calm.rounds().size()),
        1,
        calm.most(Round::calls));
    chapter.atMost(
        "calls of the origin for a lease, whatever happens, the most of a round",
        1,
        all.stream().mapToDouble(StampedeRounds::mostCallsForALease).max().orElse(0),
        "");
    chapter.atMost(
        "callers without the value or past their timeout, whatever happens",
        0,
        all.stream().mapToLong(rounds -> rounds.sum(StampedeReport::withoutOrLate)).sum());
    all.forEach(
        rounds ->
            chapter.atMost(
                "wait beyond what had to be, p99, when " + rounds.name(),
                50,
                millis(rounds.beyond(), 99),
                " ms"));
  }

  private static int withoutOrLate(Round round) {
    return round.waits().unanswered() + round.waits().late();
  }

  private static double millis(Histogram waits, double percentile) {
    return waits.getValueAtPercentile(percentile) / 1e6;
  }
}
