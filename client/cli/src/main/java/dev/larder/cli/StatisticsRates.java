package dev.larder.cli;

import dev.larder.client.Outcome;
import dev.larder.client.Statistics;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened a second between two samples. After a restart of the server counters begin anew;
 * then these are of its new life.
 *
 * @param reads reads a second
 * @param writes writes a second
 * @param evictions evictions a second
 * @param expirations expirations a second
 * @param hitRatio the share of those reads that were hits; 0 without reads
 * @param readsByKind reads a second by namespace and kind
 */
record StatisticsRates(
    double reads,
    double writes,
    double evictions,
    double expirations,
    double hitRatio,
    Map<List<String>, Double> readsByKind) {
  private static final double NANOS_PER_SECOND = 1e9;

  static StatisticsRates between(StatisticsSample before, StatisticsSample now) {
    double seconds = Math.max(1e-9, (now.nanoTime() - before.nanoTime()) / NANOS_PER_SECOND);
    Statistics old = before.statistics();
    Statistics current = now.statistics();
    return new StatisticsRates(
        grown(old.reads(), current.reads()) / seconds,
        grown(old.writes(), current.writes()) / seconds,
        grown(old.evictions(), current.evictions()) / seconds,
        grown(old.expirations(), current.expirations()) / seconds,
        hitRatio(old, current),
        readsByKind(old, current, seconds));
  }

  double readsOf(Statistics.OfKind kind) {
    return readsByKind.getOrDefault(name(kind), 0.0);
  }

  private static long grown(long before, long now) {
    return now < before ? now : now - before;
  }

  private static double hitRatio(Statistics old, Statistics current) {
    Map<Outcome, Long> between = new EnumMap<>(Outcome.class);
    current
        .readsByOutcome()
        .forEach(
            (outcome, count) ->
                between.put(outcome, grown(old.readsByOutcome().getOrDefault(outcome, 0L), count)));
    long all = between.values().stream().mapToLong(Long::longValue).sum();
    long hits =
        between.entrySet().stream()
            .filter(entry -> !entry.getKey().isMiss())
            .mapToLong(Map.Entry::getValue)
            .sum();
    return all == 0 ? 0 : (double) hits / all;
  }

  private static Map<List<String>, Double> readsByKind(
      Statistics old, Statistics current, double seconds) {
    Map<List<String>, Long> before = new HashMap<>();
    old.kinds().forEach(kind -> before.put(name(kind), kind.reads()));
    Map<List<String>, Double> rates = new HashMap<>();
    for (Statistics.OfKind kind : current.kinds()) {
      long reads = grown(before.getOrDefault(name(kind), 0L), kind.reads());
      rates.put(name(kind), reads / seconds);
    }
    return Map.copyOf(rates);
  }

  private static List<String> name(Statistics.OfKind kind) {
    return List.of(kind.namespace(), kind.kind());
  }
}
