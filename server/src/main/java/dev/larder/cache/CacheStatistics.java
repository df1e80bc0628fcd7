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
 * @param readsByOutcome all reads of the selection: of its kinds, and of kinds that do not exist or
 *     not any more
 * @param server the whole store: sizes and queues (its own list of kinds is the whole server's)
 * @param uptime since the server started
 * @param hotEntries entries in the hot tier
 * @param hotBytes bytes of the hot tier
 * @param hotHits reads that the hot tier answered
 * @param fills of the selection
 */
public record CacheStatistics(
    List<Kind> kinds,
    Map<Outcome, Long> readsByOutcome,
    StoreStatistics server,
    Duration uptime,
    long hotEntries,
    long hotBytes,
    long hotHits,
    Fills fills) {
  /**
   * Figures of fills.
   *
   * @param events since the server started; one that never came is left out
   * @param held fills under way now, of the whole server
   * @param waiting callers that are kept waiting now, of the whole server
   */
  public record Fills(Map<FillEvent, Long> events, int held, int waiting) {}

  /**
   * One kind's figures.
   *
   * @param readsByOutcome since the server started; an outcome that never came is left out
   */
  public record Kind(StoreStatistics.Kind stored, Map<Outcome, Long> readsByOutcome) {}
}
