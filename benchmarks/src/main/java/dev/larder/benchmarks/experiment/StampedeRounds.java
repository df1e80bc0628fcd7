package dev.larder.benchmarks.experiment;

import dev.larder.benchmarks.load.Waiting;
import java.util.List;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * Stampedes of one kind.
 *
 * @param name what befell the caller that was sent to the origin
 * @param rounds one for each
 */
record StampedeRounds(String name, List<Round> rounds) {
  private static final int DIGITS = 3;

  StampedeRounds {
    rounds = List.copyOf(rounds);
  }

  /**
   * One stampede.
   *
   * @param calls of the origin, with that of the one whom something befell
   * @param leases that the server gave
   * @param waits of all others
   */
  record Round(int calls, long leases, Waiting.Result waits) {
    private double callsForALease() {
      return (double) calls / leases;
    }
  }

  long sum(ToLongFunction<Round> figure) {
    return rounds.stream().mapToLong(figure).sum();
  }

  long most(ToLongFunction<Round> figure) {
    return rounds.stream().mapToLong(figure).max().orElse(0);
  }

  double mostCallsForALease() {
    return rounds.stream().mapToDouble(Round::callsForALease).max().orElse(0);
  }

  /** Of all who were answered, in nanoseconds; what was there before its time counts as in time. */
  Histogram beyond() {
    Histogram waits = new Histogram(DIGITS);
    rounds.stream()
        .flatMap(round -> round.waits().beyondNanos().stream())
        .forEach(nanos -> waits.recordValue(Math.max(0, nanos)));
    return waits;
  }
}
