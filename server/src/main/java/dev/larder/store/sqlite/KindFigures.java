package dev.larder.store.sqlite;

import dev.larder.store.StoreStatistics;

/**
 * What is counted of one generation of a kind.
 *
 * @param namespace the kind's namespace
 * @param kind its name
 */
record KindFigures(String namespace, String kind, Rows rows, Sets sets, Events events) {
  /**
   * What is stored: live, stale, tombstones, and gone ones until they are swept.
   *
   * @param bytes by {@link dev.larder.model.Entry#weight}
   * @param fetchSeconds the sum of the rows' fetch times in seconds since 1970
   */
  record Rows(long objects, long bytes, long fetchSeconds) {
    static final Rows NONE = new Rows(0, 0, 0);
  }

  /**
   * What is stored of collections.
   *
   * @param collections current ones
   * @param members ids in them
   */
  record Sets(long collections, long members) {
    static final Sets NONE = new Sets(0, 0);
  }

  /**
   * What has happened since the store was opened.
   *
   * @param writes entries put, touched, deleted or invalidated
   */
  record Events(long writes, long evictions, long expirations) {
    static final Events NONE = new Events(0, 0, 0);
  }

  static KindFigures none(String namespace, String kind) {
    return new KindFigures(namespace, kind, Rows.NONE, Sets.NONE, Events.NONE);
  }

  /** With so many more rows, bytes and seconds; less where negative. */
  KindFigures plus(long objects, long bytes, long fetchSeconds) {
    Rows more =
        new Rows(rows.objects + objects, rows.bytes + bytes, rows.fetchSeconds + fetchSeconds);
    return new KindFigures(namespace, kind, more, sets, events);
  }

  /** With so many more collections and ids in them; less where negative. */
  KindFigures plusCollections(long collections, long members) {
    Sets more = new Sets(sets.collections + collections, sets.members + members);
    return new KindFigures(namespace, kind, rows, more, events);
  }

  KindFigures plusWrite() {
    return with(new Events(events.writes + 1, events.evictions, events.expirations));
  }

  KindFigures plusEviction() {
    return with(new Events(events.writes, events.evictions + 1, events.expirations));
  }

  KindFigures plusExpiration() {
    return with(new Events(events.writes, events.evictions, events.expirations + 1));
  }

  private KindFigures with(Events more) {
    return new KindFigures(namespace, kind, rows, sets, more);
  }

  /** Of the generation that follows this one: nothing stored, the counters go on. */
  KindFigures cleared() {
    return none(namespace, kind).with(events);
  }

  StoreStatistics.Kind statistics() {
    return new StoreStatistics.Kind(
        namespace,
        kind,
        rows.objects,
        rows.bytes,
        rows.fetchSeconds,
        events.writes,
        events.evictions,
        events.expirations,
        sets.collections,
        sets.members);
  }
}
