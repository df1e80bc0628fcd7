package dev.larder.client;

import dev.larder.v1.GetStatsResponse;
import dev.larder.v1.KindStats;
import dev.larder.v1.QueueStats;
import java.util.EnumMap;
import java.util.Map;

/** Figures in Java's words. */
final class WireStatistics {
  private WireStatistics() {}

  static Statistics statistics(GetStatsResponse wire) {
    return new Statistics(
        reads(wire.getReadsByOutcomeMap()),
        wire.getObjects(),
        wire.getBytes(),
        wire.getEvictions(),
        wire.getExpirations(),
        wire.getWrites(),
        fills(wire),
        new Statistics.OfCollections(wire.getCollections(), wire.getCollectionMembers()),
        wire.getKindsList().stream().map(WireStatistics::kind).toList(),
        server(wire));
  }

  private static Statistics.OfFills fills(GetStatsResponse wire) {
    return new Statistics.OfFills(
        wire.getFillsByResultOrDefault("FILL_LED", 0),
        wire.getFillsByResultOrDefault("FILL_FOLLOWED", 0),
        wire.getFillsByResultOrDefault("FILL_WAITED", 0),
        wire.getFillsByResultOrDefault("FILL_PROMOTED", 0),
        wire.getFillsByResultOrDefault("FILL_COMPLETED", 0),
        wire.getFillsByResultOrDefault("FILL_FAILED", 0),
        wire.getFillsByResultOrDefault("FILL_LOST", 0),
        wire.getFillsByResultOrDefault("FILL_SUPERSEDED", 0),
        wire.getFillsHeld(),
        wire.getFillsParked());
  }

  private static Statistics.OfKind kind(KindStats wire) {
    return new Statistics.OfKind(
        wire.getNamespace(),
        wire.getKind(),
        wire.getObjects(),
        wire.getBytes(),
        wire.hasMeanAge() ? WireTime.duration(wire.getMeanAge()) : null,
        reads(wire.getReadsByOutcomeMap()));
  }

  private static Statistics.OfServer server(GetStatsResponse wire) {
    return new Statistics.OfServer(
        wire.getDatabaseBytes(),
        wire.getWalBytes(),
        wire.getFreeBytes(),
        wire.getQueuesList().stream().map(WireStatistics::queue).toList(),
        WireTime.duration(wire.getLongestEventLoopStall()),
        WireTime.duration(wire.getUptime()),
        wire.getHotEntries(),
        wire.getHotBytes(),
        wire.getHotHits());
  }

  private static Statistics.Queue queue(QueueStats wire) {
    return new Statistics.Queue(
        wire.getName(), wire.getDepth(), wire.getCapacity(), wire.getRejected());
  }

  private static Map<Outcome, Long> reads(Map<String, Long> wire) {
    Map<Outcome, Long> reads = new EnumMap<>(Outcome.class);
    wire.forEach((name, count) -> reads.merge(outcome(name), count, Long::sum));
    return reads;
  }

  private static Outcome outcome(String name) {
    for (dev.larder.v1.Outcome known : dev.larder.v1.Outcome.values()) {
      if (known.name().equals(name)) {
        return WireResponses.outcome(known);
      }
    }
    return Outcome.UNKNOWN;
  }
}
