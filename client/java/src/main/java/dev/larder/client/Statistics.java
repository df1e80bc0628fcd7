package dev.larder.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Figures of a server, a namespace or a kind. Counters run since the server started; sizes are of
 * now.
 *
 * @param readsByOutcome reads by what they found; outcomes that this library does not know are
 *     summed under {@link Outcome#UNKNOWN}
 * @param objects objects stored: live, stale and tombstones, until they are swept
 * @param bytes bytes of their keys, payloads and metadata
 * @param evictions objects removed because a limit of their namespace was reached
 * @param expirations objects removed past their hard expiry
 * @param writes objects put, touched, deleted or invalidated
 * @param fills what became of fills
 * @param collections the collections stored
 * @param kinds the same by namespace and kind, in the order of their names; at most 1000
 * @param server figures of the whole server, whatever was selected
 */
public record Statistics(
    Map<Outcome, Long> readsByOutcome,
    long objects,
    long bytes,
    long evictions,
    long expirations,
    long writes,
    OfFills fills,
    OfCollections collections,
    List<OfKind> kinds,
    OfServer server) {
  public Statistics {
    readsByOutcome = Map.copyOf(readsByOutcome);
    kinds = List.copyOf(kinds);
  }

  /** How many reads there were. */
  public long reads() {
    return sum(readsByOutcome);
  }

  /**
   * The share of reads that were answered from the cache (fresh, stale, not modified, negative): 0
   * to 1; 0 without reads.
   */
  public double hitRatio() {
    return hitRatio(readsByOutcome);
  }

  private static long sum(Map<Outcome, Long> reads) {
    return reads.values().stream().mapToLong(Long::longValue).sum();
  }

  private static double hitRatio(Map<Outcome, Long> reads) {
    long all = sum(reads);
    long misses =
        reads.entrySet().stream()
            .filter(entry -> entry.getKey().isMiss())
            .mapToLong(Map.Entry::getValue)
            .sum();
    return all == 0 ? 0 : (double) (all - misses) / all;
  }

  /**
   * Figures of fills: what became of those who asked, and of what they were sent for.
   *
   * @param led callers that were sent to the origin
   * @param followed callers that were told at once that another asks
   * @param waited callers that were kept waiting for another's answer
   * @param promoted callers that waited and were then sent, since the one before did not come back
   * @param completed fills that brought a value
   * @param failed fills whose leader told that the origin had failed
   * @param lost fills whose lease ran out
   * @param superseded fills whose object was changed meanwhile
   * @param held fills that are under way now, of the whole server
   * @param parked callers that are kept waiting now, of the whole server
   */
  public record OfFills(
      long led,
      long followed,
      long waited,
      long promoted,
      long completed,
      long failed,
      long lost,
      long superseded,
      long held,
      long parked) {}

  /**
   * Figures of collections.
   *
   * @param stored how many there are
   * @param members ids in all of them
   */
  public record OfCollections(long stored, long members) {}

  /**
   * Figures of one kind.
   *
   * @param namespace the namespace
   * @param kind the kind
   * @param objects objects stored
   * @param bytes bytes of their keys, payloads and metadata
   * @param meanAge the mean time since their fetch time; null when there are none
   * @param readsByOutcome reads by what they found
   */
  public record OfKind(
      String namespace,
      String kind,
      long objects,
      long bytes,
      @Nullable Duration meanAge,
      Map<Outcome, Long> readsByOutcome) {
    public OfKind {
      readsByOutcome = Map.copyOf(readsByOutcome);
    }

    /** How many reads there were. */
    public long reads() {
      return sum(readsByOutcome);
    }

    /** The share of reads that were answered from the cache: 0 to 1; 0 without reads. */
    public double hitRatio() {
      return Statistics.hitRatio(readsByOutcome);
    }
  }

  /**
   * Figures of the whole server.
   *
   * @param databaseBytes size of the database file
   * @param walBytes size of the write-ahead log
   * @param freeBytes bytes inside the database file that are free for reuse
   * @param queues the queues in front of the store
   * @param longestEventLoopStall the longest time that an event loop was late, in the last minute
   * @param uptime time since the server started
   * @param hotEntries entries in the hot tier
   * @param hotBytes bytes of the hot tier
   * @param hotHits reads that the hot tier answered
   */
  public record OfServer(
      long databaseBytes,
      long walBytes,
      long freeBytes,
      List<Queue> queues,
      Duration longestEventLoopStall,
      Duration uptime,
      long hotEntries,
      long hotBytes,
      long hotHits) {
    public OfServer {
      queues = List.copyOf(queues);
    }
  }

  /**
   * Figures of one queue.
   *
   * @param name its name: "sqlite-writer"
   * @param depth entries waiting now
   * @param capacity the most that may wait
   * @param rejected entries refused because it was full, since the start
   */
  public record Queue(String name, long depth, long capacity, long rejected) {}
}
