package dev.larder.cli;

import dev.larder.cli.console.ByteSizes;
import dev.larder.cli.console.Counts;
import dev.larder.cli.console.Durations;
import dev.larder.cli.console.TextTable;
import dev.larder.client.Outcome;
import dev.larder.client.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Figures for people. */
record StatisticsTable(String target, Statistics statistics, @Nullable StatisticsRates rates) {
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    Statistics.OfServer server = statistics.server();
    lines.add("Larder at " + target + ", up " + Durations.rough(server.uptime()));
    lines.add("");
    lines.add(objects());
    lines.add(reads());
    lines.add(writes());
    lines.add(collections());
    lines.add(fills());
    lines.add(hotTier(server));
    lines.add(files(server));
    lines.add(
        "Event loop  late by at most "
            + Durations.rough(server.longestEventLoopStall())
            + " in the last minute");
    lines.add("");
    lines.addAll(queues(server));
    if (!statistics.kinds().isEmpty()) {
      lines.add("");
      lines.addAll(kinds());
    }
    return lines;
  }

  private String objects() {
    return String.format(
        Locale.ROOT,
        "Objects     %,d in %s",
        statistics.objects(),
        ByteSizes.rough(statistics.bytes()));
  }

  private String reads() {
    String counts =
        new TreeMap<>(statistics.readsByOutcome())
            .entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(StatisticsTable::count)
                .collect(Collectors.joining(", "));
    return String.format(Locale.ROOT, "Reads       %,d", statistics.reads())
        + (statistics.reads() == 0
            ? ""
            : ", " + percent(statistics.hitRatio()) + " hits (" + counts + ")")
        + (rates == null
            ? ""
            : "; now " + perSecond(rates.reads()) + ", " + percent(rates.hitRatio()) + " hits");
  }

  private static String count(Map.Entry<Outcome, Long> entry) {
    String name = entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return String.format(Locale.ROOT, "%s %,d", name, entry.getValue());
  }

  private String writes() {
    return String.format(
            Locale.ROOT,
            "Writes      %,d, evicted %,d, expired %,d",
            statistics.writes(),
            statistics.evictions(),
            statistics.expirations())
        + (rates == null
            ? ""
            : "; now "
                + perSecond(rates.writes())
                + ", evicted "
                + perSecond(rates.evictions())
                + ", expired "
                + perSecond(rates.expirations()));
  }

  private String collections() {
    Statistics.OfCollections collections = statistics.collections();
    return String.format(
        Locale.ROOT,
        "Collections %,d of %s",
        collections.stored(),
        Counts.of(collections.members(), "member"));
  }

  private String fills() {
    Statistics.OfFills fills = statistics.fills();
    return String.format(
        Locale.ROOT,
        "Fills       led %,d, followed %,d, waited %,d, promoted %,d; completed %,d, failed %,d, lost %,d,"
            + " superseded %,d; now %,d held, %,d waiting",
        fills.led(),
        fills.followed(),
        fills.waited(),
        fills.promoted(),
        fills.completed(),
        fills.failed(),
        fills.lost(),
        fills.superseded(),
        fills.held(),
        fills.parked());
  }

  private static String hotTier(Statistics.OfServer server) {
    return String.format(
        Locale.ROOT,
        "Hot tier    %,d entries in %s, %,d hits",
        server.hotEntries(),
        ByteSizes.rough(server.hotBytes()),
        server.hotHits());
  }

  private static String files(Statistics.OfServer server) {
    return "Database    "
        + ByteSizes.rough(server.databaseBytes())
        + " (free "
        + ByteSizes.rough(server.freeBytes())
        + "), write-ahead log "
        + ByteSizes.rough(server.walBytes());
  }

  private static List<String> queues(Statistics.OfServer server) {
    TextTable table = TextTable.of("QUEUE", ">WAITING", ">OF", ">REFUSED");
    for (Statistics.Queue queue : server.queues()) {
      table.row(
          queue.name(), number(queue.depth()), number(queue.capacity()), number(queue.rejected()));
    }
    return table.lines();
  }

  private List<String> kinds() {
    TextTable table =
        TextTable.of(
            "NAMESPACE", "KIND", ">OBJECTS", ">SIZE", ">MEAN AGE", ">READS", ">READS/S", ">HITS");
    for (Statistics.OfKind kind : statistics.kinds()) {
      table.row(
          kind.namespace(),
          kind.kind(),
          number(kind.objects()),
          ByteSizes.rough(kind.bytes()),
          kind.meanAge() == null ? "-" : Durations.rough(kind.meanAge()),
          number(kind.reads()),
          rates == null ? "-" : String.format(Locale.ROOT, "%,.0f", rates.readsOf(kind)),
          kind.reads() == 0 ? "-" : percent(kind.hitRatio()));
    }
    return table.lines();
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String perSecond(double rate) {
    return String.format(Locale.ROOT, "%,.0f/s", rate);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }
}
