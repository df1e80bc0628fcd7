package dev.larder.store.sqlite;

import dev.larder.store.StoreStatistics;

/**
 * What is counted of one generation of a kind.
 *
 * @param namespace the kind's namespace
 * @param kind its name
 * @param objects rows: live, stale, tombstones, and gone ones until they are swept
 * @param bytes by {@link dev.larder.model.Entry#weight}
 * @param fetchSeconds the sum of the rows' fetch times in seconds since 1970
 * @param writes entries put, touched, deleted or invalidated since the store was opened
 * @param evictions since the store was opened
 * @param expirations since the store was opened
 * @param collections current ones
 * @param collectionMembers ids in them
 */
record KindFigures(
    String namespace,
    String kind,
    long objects,
    long bytes,
    long fetchSeconds,
    long writes,
    long evictions,
    long expirations,
    long collections,
    long collectionMembers) {
  static KindFigures none(String namespace, String kind) {
    return new KindFigures(namespace, kind, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** With so many more rows, bytes and seconds; less where negative. */
  KindFigures plus(long moreObjects, long moreBytes, long moreFetchSeconds) {
    return new KindFigures(
        namespace,
        kind,
        objects + moreObjects,
        bytes + moreBytes,
        fetchSeconds + moreFetchSeconds,
        writes,
        evictions,
        expirations,
        collections,
        collectionMembers);
  }

  /** With so many more collections and ids in them; less where negative. */
  KindFigures plusCollections(long moreCollections, long moreMembers) {
    return new KindFigures(
        namespace,
        kind,
        objects,
        bytes,
        fetchSeconds,
        writes,
        evictions,
        expirations,
        collections + moreCollections,
        collectionMembers + moreMembers);
  }

  KindFigures plusWrite() {
    return new KindFigures(
        namespace,
        kind,
        objects,
        bytes,
        fetchSeconds,
        writes + 1,
        evictions,
        expirations,
        collections,
        collectionMembers);
  }

  KindFigures plusEviction() {
    return new KindFigures(
        namespace,
        kind,
        objects,
        bytes,
        fetchSeconds,
        writes,
        evictions + 1,
        expirations,
        collections,
        collectionMembers);
  }

  KindFigures plusExpiration() {
    return new KindFigures(
        namespace,
        kind,
        objects,
        bytes,
        fetchSeconds,
        writes,
        evictions,
        expirations + 1,
        collections,
        collectionMembers);
  }

  /** Of the generation that follows this one: nothing stored, the counters go on. */
  KindFigures cleared() {
    return new KindFigures(namespace, kind, 0, 0, 0, writes, evictions, expirations, 0, 0);
  }

  StoreStatistics.Kind statistics() {
    return new StoreStatistics.Kind(
        namespace,
        kind,
        objects,
        bytes,
        fetchSeconds,
        writes,
        evictions,
        expirations,
        collections,
        collectionMembers);
  }
}
