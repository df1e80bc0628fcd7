package dev.larder.store;

import java.util.List;

/**
 * Figures of a store. Counters run since it was opened.
 *
 * @param kinds by namespace and kind, in that order
 * @param databaseBytes of the database file
 * @param logBytes of the write-ahead log
 * @param freeBytes inside the file, free for reuse
 * @param queues in front of the store
 */
public record StoreStatistics(
    List<Kind> kinds, long databaseBytes, long logBytes, long freeBytes, List<Queue> queues) {
  public StoreStatistics {
    kinds = List.copyOf(kinds);
    queues = List.copyOf(queues);
  }

  /**
   * @param fetchSecondsSum the sum of the objects' fetch times, in seconds since 1970
   * @param writes entries put, touched, deleted or invalidated
   * @param collections current ones
   * @param collectionMembers ids in them
   */
  public record Kind(
      String namespace,
      String kind,
      long objects,
      long bytes,
      long fetchSecondsSum,
      long writes,
      long evictions,
      long expirations,
      long collections,
      long collectionMembers) {}

  /**
   * @param name of the queue
   * @param depth entries waiting now
   * @param capacity the most that may wait
   * @param rejected refused because it was full
   */
  public record Queue(String name, long depth, long capacity, long rejected) {}
}
