package dev.larder.transport;

import dev.larder.cache.CacheStatistics;
import dev.larder.model.Outcome;
import dev.larder.v1.GetStatsResponse;
import dev.larder.v1.KindStats;
import dev.larder.v1.QueueStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** Figures, put into the words of the wire. */
final class StatisticsMapper {
  private static final int MOST_KINDS = 1000;

  private StatisticsMapper() {}

  static GetStatsResponse write(
      CacheStatistics statistics, Duration longestStall, PayloadWork.Load payloads, Instant now) {
    GetStatsResponse.Builder wire =
        GetStatsResponse.newBuilder()
            .setDatabaseBytes(statistics.server().databaseBytes())
            .setWalBytes(statistics.server().logBytes())
            .setFreeBytes(statistics.server().freeBytes())
            .setLongestEventLoopStall(WireTimes.duration(longestStall))
            .setUptime(WireTimes.duration(statistics.uptime()))
            .setHotEntries(statistics.hotEntries())
            .setHotBytes(statistics.hotBytes())
            .setHotHits(statistics.hotHits())
            .setFillsHeld(statistics.fills().held())
            .setFillsParked(statistics.fills().waiting());
    statistics
        .fills()
        .events()
        .forEach((event, count) -> wire.putFillsByResult("FILL_" + event.name(), count));
    writeTotals(statistics, wire);
    writeQueues(statistics, payloads, wire);
    statistics.kinds().stream().limit(MOST_KINDS).forEach(kind -> wire.addKinds(write(kind, now)));
    return wire.build();
  }

  private static void writeTotals(CacheStatistics statistics, GetStatsResponse.Builder wire) {
    for (CacheStatistics.Kind kind : statistics.kinds()) {
      var stored = kind.stored();
      wire.setObjects(wire.getObjects() + stored.objects())
          .setBytes(wire.getBytes() + stored.bytes())
          .setEvictions(wire.getEvictions() + stored.evictions())
          .setExpirations(wire.getExpirations() + stored.expirations())
          .setWrites(wire.getWrites() + stored.writes());
    }
    wire.putAllReadsByOutcome(reads(statistics.readsByOutcome()));
  }

  private static void writeQueues(
      CacheStatistics statistics, PayloadWork.Load payloads, GetStatsResponse.Builder wire) {
    for (var queue : statistics.server().queues()) {
      wire.addQueuesBuilder()
          .setName(queue.name())
          .setDepth(queue.depth())
          .setCapacity(queue.capacity())
          .setRejected(queue.rejected());
    }
    wire.addQueues(
        QueueStats.newBuilder()
            .setName(PayloadWork.NAME)
            .setDepth(payloads.depth())
            .setCapacity(payloads.capacity())
            .setRejected(payloads.rejected()));
  }

  private static KindStats write(CacheStatistics.Kind kind, Instant now) {
    var stored = kind.stored();
    KindStats.Builder wire =
        KindStats.newBuilder()
            .setNamespace(stored.namespace())
            .setKind(stored.kind())
            .setObjects(stored.objects())
            .setBytes(stored.bytes())
            .putAllReadsByOutcome(reads(kind.readsByOutcome()));
    if (stored.objects() > 0) {
      long meanFetch = stored.fetchSecondsSum() / stored.objects();
      Duration age = Duration.ofSeconds(Math.max(0, now.getEpochSecond() - meanFetch));
      wire.setMeanAge(WireTimes.duration(age));
    }
    return wire.build();
  }

  private static Map<String, Long> reads(Map<Outcome, Long> reads) {
    return reads.entrySet().stream()
        .collect(Collectors.toMap(read -> name(read.getKey()), Map.Entry::getValue));
  }

  private static String name(Outcome outcome) {
    return OutcomeMapper.write(outcome).name();
  }
}
