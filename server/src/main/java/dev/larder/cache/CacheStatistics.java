package dev.larder.cache;

import dev.larder.model.Outcome;
import dev.larder.store.StoreStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Figures of the selected namespace and kind, and of the whole server.
 *
 * @param kinds the selected kinds, in the order of their names
 * @param server the whole store: sizes and queues (its own list of kinds is the whole server's)
 * @param uptime since the server started
 * @param hotEntries entries in the hot tier
 * @param hotBytes bytes of the hot tier
 * @param hotHits reads that the hot tier answered
 */
public record CacheStatistics(
    List<Kind> kinds,
    StoreStatistics server,
    Duration uptime,
    long hotEntries,
    long hotBytes,
    long hotHits) {
  /** One kind's figures. */
  public record Kind(StoreStatistics.Kind stored, Map<Outcome, Long> readsByOutcome) {}
}
