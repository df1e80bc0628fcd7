package dev.larder.store.sqlite;

import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import dev.larder.store.EntryAddress;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statements on entries and their index terms. Blocking; used by the thread that owns the
 * connection.
 */
final class ObjectDao {
  /** The rows of a generation that was cleared stay for a while, but nobody is to find them. */
  private static final String OF_PRESENT_GENERATION =
      " generation = ?1 AND EXISTS (SELECT 1 FROM kind WHERE kind.generation = ?1)";

  /** What {@link #head} reads, in its order. */
  static final String HEAD_COLUMNS = "entry_id, sweep_time, metadata";

  private static final String AT = " FROM entry WHERE generation = ? AND id = ?";
  private static final String FIND_HEAD = "SELECT " + HEAD_COLUMNS + AT;
  private static final String FIND = "SELECT " + HEAD_COLUMNS + ", payload" + AT;

  private static final String FIND_HEADS =
      "SELECT "
          + HEAD_COLUMNS
          + ", wanted.key FROM json_each(?2) AS wanted CROSS JOIN entry"
          + " ON entry.id = wanted.value WHERE generation = ?1";

  /** CROSS JOIN: in the order of the ids that are wanted, whatever the planner thinks of it. */
  private static final String READ =
      "SELECT wanted.key, metadata, payload FROM json_each(?2) AS wanted CROSS JOIN entry"
          + " ON entry.id = wanted.value WHERE"
          + OF_PRESENT_GENERATION;

  private static final String LIST =
      "SELECT id, metadata, payload FROM entry WHERE"
          + OF_PRESENT_GENERATION
          + " AND id > ?2 ORDER BY id LIMIT ?3";
  private static final String INSERT =
      "INSERT INTO entry (access_time, metadata, payload, generation, id, sweep_time)"
          + " VALUES (?, ?, ?, ?, ?, ?)";
  private static final String REPLACE =
      "UPDATE entry SET access_time = ?, metadata = ?, payload = ? WHERE entry_id = ?";
  private static final String UPDATE = "UPDATE entry SET metadata = ? WHERE entry_id = ?";
  private static final String UPDATE_SWEEP_TIME =
      "UPDATE entry SET sweep_time = ? WHERE entry_id = ?";
  private static final String DELETE = "DELETE FROM entry WHERE entry_id = ?";
  private static final String INSERT_TERM =
      "INSERT OR IGNORE INTO index_term (generation, folded_value, id, field) VALUES (?, ?, ?, ?)";
  private static final String DELETE_TERM =
      "DELETE FROM index_term WHERE generation = ? AND folded_value = ? AND id = ? AND field = ?";
  private static final String FIND_TERM =
      "SELECT DISTINCT id FROM index_term WHERE"
          + OF_PRESENT_GENERATION
          + " AND folded_value = ?2 AND id > ?3 ORDER BY id LIMIT ?4";

  private final PreparedStatements statements;
  private final TagDao tags;

  ObjectDao(PreparedStatements statements) {
    this.statements = statements;
    this.tags = new TagDao(statements);
  }

  /** The tags of the entries. */
  TagDao tags() {
    return tags;
  }

  /**
   * The row without its payload, or null. For the writer, who knows that the generation is a
   * present one; so is {@link #find}.
   */
  @Nullable EntryHead findHead(EntryAddress address) throws SQLException {
    try (ResultSet row = at(FIND_HEAD, address)) {
      return row.next() ? head(row) : null;
    }
  }

  /** The same of many rows of one generation, by id, with one statement. */
  Map<String, EntryHead> findHeads(long generation, List<String> ids) throws SQLException {
    PreparedStatement statement = statements.get(FIND_HEADS);
    statement.setLong(1, generation);
    statement.setString(2, JsonTexts.ofTexts(ids));
    Map<String, EntryHead> heads = new HashMap<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        heads.put(ids.get(rows.getInt(4)), head(rows));
      }
    }
    return heads;
  }

  /** The row, or null. */
  @Nullable StoredEntry find(EntryAddress address) throws SQLException {
    try (ResultSet row = at(FIND, address)) {
      if (!row.next()) {
        return null;
      }
      EntryHead head = head(row);
      return new StoredEntry(head, head.metadata().entry(address.key(), row.getBytes(4)));
    }
  }

  private ResultSet at(String sql, EntryAddress address) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    statement.setLong(1, address.generation());
    statement.setString(2, address.key().id());
    return statement.executeQuery();
  }

  /** Of a row that begins with the {@link #HEAD_COLUMNS}. */
  static EntryHead head(ResultSet row) throws SQLException {
    return new EntryHead(row.getLong(1), row.getLong(2), EntryMetadata.read(row.getBytes(3)));
  }

  /**
   * Reads the entries of one generation at these keys, in this order, with one statement, until the
   * visitor has enough. Keys without an entry are passed over.
   */
  void read(long generation, List<ObjectKey> keys, PositionVisitor visitor) throws SQLException {
    PreparedStatement statement = statements.get(READ);
    statement.setLong(1, generation);
    statement.setString(2, JsonTexts.ofTexts(keys.stream().map(ObjectKey::id).toList()));
    try (ResultSet rows = statement.executeQuery()) {
      boolean more = true;
      while (more && rows.next()) {
        int position = rows.getInt(1);
        more = visitor.visit(position, entry(keys.get(position), rows));
      }
    }
  }

  /** Of a row with the metadata and the payload in its second and third column. */
  private static Entry entry(ObjectKey key, ResultSet row) throws SQLException {
    return EntryMetadata.read(row.getBytes(2)).entry(key, row.getBytes(3));
  }

  /** Looks at one entry after the other of those that were asked for. */
  @FunctionalInterface
  interface PositionVisitor {
    /**
     * False: enough.
     *
     * @param position of its key among those that were asked for
     */
    boolean visit(int position, Entry entry) throws SQLException;
  }

  /** Walks the rows of a generation in the order of their ids, until the visitor has enough. */
  void list(
      String namespace, String kind, long generation, String afterId, int limit, Visitor visitor)
      throws SQLException {
    PreparedStatement statement = statements.get(LIST);
    statement.setLong(1, generation);
    statement.setString(2, afterId);
    statement.setInt(3, limit);
    try (ResultSet rows = statement.executeQuery()) {
      boolean more = true;
      while (more && rows.next()) {
        more = visitor.visit(entry(new ObjectKey(namespace, kind, text(rows, 1)), rows));
      }
    }
  }

  /** As bytes, which the driver hands out in one call instead of two and a buffer. */
  static String text(ResultSet row, int column) throws SQLException {
    return new String(row.getBytes(column), StandardCharsets.UTF_8);
  }

  /** Looks at one entry after the other. */
  @FunctionalInterface
  interface Visitor {
    /** False: enough. */
    boolean visit(Entry entry) throws SQLException;
  }

  /** The ids of the entries that have a term of that folded value, whatever its field, in order. */
  List<String> idsByTerm(long generation, String foldedValue, String afterId, int limit)
      throws SQLException {
    PreparedStatement statement = statements.get(FIND_TERM);
    statement.setLong(1, generation);
    statement.setString(2, foldedValue);
    statement.setString(3, afterId);
    statement.setInt(4, limit);
    List<String> ids = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        ids.add(text(rows, 1));
      }
    }
    return ids;
  }

  void insert(long generation, Entry entry, Instant accessTime) throws SQLException {
    PreparedStatement statement = statements.get(INSERT);
    bindContent(statement, entry, accessTime);
    statement.setLong(4, generation);
    statement.setString(5, entry.key().id());
    statement.setLong(6, hardExpiry(entry));
    statement.executeUpdate();
  }

  void replace(EntryHead row, Entry entry, Instant accessTime) throws SQLException {
    PreparedStatement statement = statements.get(REPLACE);
    bindContent(statement, entry, accessTime);
    statement.setLong(4, row.entryId());
    statement.executeUpdate();
    sweepInTime(row, entry.validity());
  }

  private static void bindContent(PreparedStatement statement, Entry entry, Instant accessTime)
      throws SQLException {
    statement.setLong(1, Microseconds.of(accessTime));
    statement.setBytes(2, EntryMetadata.bytes(entry));
    var payload = entry.content().payload();
    statement.setBytes(3, payload == null ? null : payload.bytes().array());
  }

  /** Writes what can change of an entry without its content. */
  void update(EntryHead row, Entry entry) throws SQLException {
    PreparedStatement statement = statements.get(UPDATE);
    statement.setBytes(1, EntryMetadata.bytes(entry));
    statement.setLong(2, row.entryId());
    statement.executeUpdate();
    sweepInTime(row, entry.validity());
  }

  /**
   * The sweep time of a row is never after its hard expiry, but may be before it: an entry that is
   * renewed over and over would else dirty two pages of the index by sweep time each time. The
   * sweep that comes too early for it moves it to where it belongs.
   */
  private void sweepInTime(EntryHead row, Validity validity) throws SQLException {
    long hardExpiry = Microseconds.of(validity.hardExpiry());
    if (hardExpiry < row.sweepTime()) {
      sweepAt(row.entryId(), hardExpiry);
    }
  }

  /** Gives a row another validity and leaves all else as it is. */
  void revalidate(EntryHead row, Validity validity) throws SQLException {
    PreparedStatement statement = statements.get(UPDATE);
    statement.setBytes(1, row.metadata().bytesWith(validity));
    statement.setLong(2, row.entryId());
    statement.executeUpdate();
    sweepInTime(row, validity);
  }

  /** Has a row looked at by the sweep at its hard expiry, and not before. */
  void sweepAtExpiry(EntryHead row) throws SQLException {
    sweepAt(row.entryId(), Microseconds.of(row.validity().hardExpiry()));
  }

  /** Has a row looked at by the sweep at a time in microseconds, which is its caller's matter. */
  void sweepAt(long entryId, long time) throws SQLException {
    PreparedStatement statement = statements.get(UPDATE_SWEEP_TIME);
    statement.setLong(1, time);
    statement.setLong(2, entryId);
    statement.executeUpdate();
  }

  private static long hardExpiry(Entry entry) {
    return Microseconds.of(entry.validity().hardExpiry());
  }

  /** Deletes a row with its index terms and tags. */
  void delete(EntryAddress address, EntryHead row) throws SQLException {
    deleteTerms(address, row.indexTerms());
    tags.delete(address, row.tags());
    PreparedStatement statement = statements.get(DELETE);
    statement.setLong(1, row.entryId());
    statement.executeUpdate();
  }

  /** Makes the index terms of an entry these instead of those. */
  void replaceTerms(EntryAddress address, List<IndexTerm> before, List<IndexTerm> after)
      throws SQLException {
    if (before.equals(after)) {
      return;
    }
    Set<IndexTerm> kept = new HashSet<>(after);
    deleteTerms(address, before.stream().filter(term -> !kept.contains(term)).toList());
    // After the deletes: two terms whose values differ only in case share one row.
    for (IndexTerm term : after) {
      updateTerm(INSERT_TERM, address, term);
    }
  }

  private void deleteTerms(EntryAddress address, List<IndexTerm> terms) throws SQLException {
    for (IndexTerm term : terms) {
      updateTerm(DELETE_TERM, address, term);
    }
  }

  private void updateTerm(String sql, EntryAddress address, IndexTerm term) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    statement.setLong(1, address.generation());
    statement.setString(2, CaseFolding.fold(term.value()));
    statement.setString(3, address.key().id());
    statement.setString(4, term.field());
    statement.executeUpdate();
  }
}
