package dev.larder.cli;

import dev.larder.cli.console.JsonLine;
import dev.larder.client.Outcome;
import dev.larder.client.Statistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Figures as lines of JSON: the total, then each kind. */
final class StatisticsJson {
  private StatisticsJson() {}

  static List<String> lines(
      String namespace, String kind, Statistics statistics, @Nullable StatisticsRates rates) {
    List<String> lines = new ArrayList<>();
    lines.add(total(namespace, kind, statistics, rates));
    statistics.kinds().forEach(each -> lines.add(kind(each)));
    return lines;
  }

  private static String total(
      String namespace, String kind, Statistics statistics, @Nullable StatisticsRates rates) {
    JsonLine line =
        new JsonLine()
            .with("scope", "total")
            .with("namespace", namespace.isEmpty() ? null : namespace)
            .with("kind", kind.isEmpty() ? null : kind)
            .with("objects", statistics.objects())
            .with("bytes", statistics.bytes())
            .with("reads", statistics.reads())
            .with("hit_ratio", statistics.hitRatio())
            .withCounts("reads_by_outcome", counts(statistics.readsByOutcome()))
            .with("writes", statistics.writes())
            .with("evictions", statistics.evictions())
            .with("expirations", statistics.expirations())
            .with("collections", statistics.collections().stored())
            .with("collection_members", statistics.collections().members())
            .withCounts("fills_by_result", fills(statistics.fills()))
            .with("fills_held", statistics.fills().held())
            .with("fills_parked", statistics.fills().parked());
    if (rates != null) {
      line.with("reads_per_second", rates.reads())
          .with("hit_ratio_since", rates.hitRatio())
          .with("writes_per_second", rates.writes());
    }
    return line.with(target -> server(target, statistics.server())).text();
  }

  private static Map<String, Long> fills(Statistics.OfFills fills) {
    Map<String, Long> named = new LinkedHashMap<>();
    named.put("LED", fills.led());
    named.put("FOLLOWED", fills.followed());
    named.put("WAITED", fills.waited());
    named.put("PROMOTED", fills.promoted());
    named.put("COMPLETED", fills.completed());
    named.put("FAILED", fills.failed());
    named.put("LOST", fills.lost());
    named.put("SUPERSEDED", fills.superseded());
    return named;
  }

  private static void server(JsonLine line, Statistics.OfServer server) {
    line.with("hot_entries", server.hotEntries())
        .with("hot_bytes", server.hotBytes())
        .with("hot_hits", server.hotHits())
        .with("database_bytes", server.databaseBytes())
        .with("wal_bytes", server.walBytes())
        .with("free_bytes", server.freeBytes())
        .withSeconds("longest_event_loop_stall_seconds", server.longestEventLoopStall())
        .withSeconds("uptime_seconds", server.uptime())
        .withObjects("queues", server.queues(), StatisticsJson::queue);
  }

  private static void queue(JsonLine line, Statistics.Queue queue) {
    line.with("name", queue.name())
        .with("depth", queue.depth())
        .with("capacity", queue.capacity())
        .with("rejected", queue.rejected());
  }

  private static String kind(Statistics.OfKind kind) {
    return new JsonLine()
        .with("scope", "kind")
        .with("namespace", kind.namespace())
        .with("kind", kind.kind())
        .with("objects", kind.objects())
        .with("bytes", kind.bytes())
        .withSeconds("mean_age_seconds", kind.meanAge())
        .with("reads", kind.reads())
        .with("hit_ratio", kind.hitRatio())
        .withCounts("reads_by_outcome", counts(kind.readsByOutcome()))
        .text();
  }

  private static Map<String, Long> counts(Map<Outcome, Long> reads) {
    Map<String, Long> named = new TreeMap<>();
    reads.forEach((outcome, count) -> named.put(outcome.name(), count));
    return named;
  }
}
