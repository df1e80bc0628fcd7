package dev.larder.store.sqlite;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A candidate way to lay entries out in tables: the SQL that {@link LayoutMeasurement} compares.
 *
 * <p>All layouts hold the same columns and the same index on {@code hard_expiry}. A key is bound as
 * namespace, kind, id or, where the layout is interned, as kind_id, id.
 */
enum TableLayout {
  /** One table clustered on the three names of the key. */
  NAMES_CLUSTERED(false, true, false),
  /** A rowid table with a unique index on the three names of the key. */
  NAMES_ROWID(false, false, false),
  /** A rowid table with a unique index on (kind as an integer, id). */
  INTERNED_ROWID(true, false, false),
  /** One table clustered on (kind as an integer, id). */
  INTERNED_CLUSTERED(true, true, false),
  /** As {@link #INTERNED_ROWID}, with the payloads in a second table. */
  INTERNED_SPLIT(true, false, true);

  private static final List<String> METADATA =
      List.of(
          "revision",
          "form",
          "content_type",
          "negative",
          "etag",
          "fetch_time",
          "soft_expiry",
          "hard_expiry",
          "delete_time",
          "origin_validator",
          "index_terms",
          "accessed",
          "size");

  private final boolean interned;
  private final boolean clustered;
  private final boolean split;

  TableLayout(boolean interned, boolean clustered, boolean split) {
    this.interned = interned;
    this.clustered = clustered;
    this.split = split;
  }

  /** Whether namespace and kind are one integer, {@code kind_id}. */
  boolean interned() {
    return interned;
  }

  /** Whether the payload is written by a statement of its own, {@link #putPayload()}. */
  boolean split() {
    return split;
  }

  /** The statements that create the tables and indexes, in order. */
  List<String> schema() {
    String entry =
        "CREATE TABLE entry (%s%s, %s%s, %s (%s)) %s"
            .formatted(
                clustered ? "" : "entry_id INTEGER PRIMARY KEY, ",
                interned
                    ? "kind_id INTEGER NOT NULL, id TEXT NOT NULL"
                    : "namespace TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL",
                String.join(", ", METADATA),
                split ? "" : ", payload BLOB",
                clustered ? "PRIMARY KEY" : "UNIQUE",
                keyColumns(),
                clustered ? "WITHOUT ROWID" : "");
    String expiry = "CREATE INDEX entry_by_hard_expiry ON entry (hard_expiry)";
    String payload = "CREATE TABLE payload (entry_id INTEGER PRIMARY KEY, payload BLOB)";
    return split ? List.of(entry, expiry, payload) : List.of(entry, expiry);
  }

  /** Key, metadata and, unless {@link #split()}, payload; a split layout answers the entry_id. */
  String put() {
    List<String> columns = split ? METADATA : concat(METADATA, "payload");
    String updates =
        String.join(
            ", ", columns.stream().map(column -> column + " = excluded." + column).toList());
    return "INSERT INTO entry (%s, %s) VALUES (%s, %s) ON CONFLICT (%s) DO UPDATE SET %s%s"
        .formatted(
            keyColumns(),
            String.join(", ", columns),
            interned ? "?, ?" : "?, ?, ?",
            String.join(", ", Collections.nCopies(columns.size(), "?")),
            keyColumns(),
            updates,
            split ? " RETURNING entry_id" : "");
  }

  /** The payload of a split layout: entry_id, payload. */
  String putPayload() {
    return "INSERT INTO payload (entry_id, payload) VALUES (?, ?)"
        + " ON CONFLICT (entry_id) DO UPDATE SET payload = excluded.payload";
  }

  /** All columns of one entry, the payload last; takes the key. */
  String get() {
    return "SELECT %s, payload FROM entry%s WHERE %s"
        .formatted(
            String.join(", ", METADATA), split ? " JOIN payload USING (entry_id)" : "", keyIs());
  }

  /** New times for one entry: revision, fetch_time, soft_expiry, hard_expiry, then the key. */
  String touch() {
    return "UPDATE entry SET revision = ?, fetch_time = ?, soft_expiry = ?, hard_expiry = ? WHERE "
        + keyIs();
  }

  /** A page of metadata of one kind in key order: the key after which it begins, the row limit. */
  String scan() {
    return "SELECT id, revision, etag, hard_expiry, size FROM entry WHERE %s AND id > ? ORDER BY id LIMIT ?"
        .formatted(interned ? "kind_id = ?" : "namespace = ? AND kind = ?");
  }

  /** The deletions of all entries whose hard expiry is before the only parameter, in order. */
  List<String> deleteExpired() {
    String entries = "DELETE FROM entry WHERE hard_expiry < ?";
    String payloads =
        "DELETE FROM payload WHERE entry_id IN (SELECT entry_id FROM entry WHERE hard_expiry < ?)";
    return split ? List.of(payloads, entries) : List.of(entries);
  }

  private String keyColumns() {
    return interned ? "kind_id, id" : "namespace, kind, id";
  }

  private String keyIs() {
    return interned ? "kind_id = ? AND id = ?" : "namespace = ? AND kind = ? AND id = ?";
  }

  private static List<String> concat(List<String> columns, String last) {
    return Stream.concat(columns.stream(), Stream.of(last)).toList();
  }
}
