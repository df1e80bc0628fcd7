package dev.larder.store.sqlite;

import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.ObjectKey;
import dev.larder.store.EntryAddress;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statements on entries and their index terms. Blocking; used by the thread that owns the
 * connection.
 */
final class ObjectDao {
  /** The rows of a generation that was cleared stay for a while, but nobody is to find them. */
  private static final String OF_PRESENT_GENERATION =
      " WHERE generation = ?1 AND EXISTS (SELECT 1 FROM kind WHERE kind.generation = ?1)";

  private static final String FIND_HEAD =
      "SELECT " + EntryRows.HEAD_COLUMNS + " FROM entry" + OF_PRESENT_GENERATION + " AND id = ?2";
  private static final String FIND =
      "SELECT " + EntryRows.ALL_COLUMNS + " FROM entry" + OF_PRESENT_GENERATION + " AND id = ?2";
  private static final String LIST =
      "SELECT "
          + EntryRows.ALL_COLUMNS
          + " FROM entry"
          + OF_PRESENT_GENERATION
          + " AND id > ?2 ORDER BY id LIMIT ?3";
  private static final String INSERT =
      "INSERT INTO entry ("
          + EntryRows.BOUND_COLUMNS
          + ", generation, id) VALUES ("
          + String.join(", ", Collections.nCopies(EntryRows.BOUND_COUNT + 2, "?"))
          + ")";
  private static final String REPLACE =
      "UPDATE entry SET ("
          + EntryRows.BOUND_COLUMNS
          + ") = ("
          + String.join(", ", Collections.nCopies(EntryRows.BOUND_COUNT, "?"))
          + ") WHERE entry_id = ?";
  private static final String UPDATE =
      "UPDATE entry SET revision = ?, fetch_time = ?, fresh = ?, stale_while_revalidate = ?,"
          + " stale_if_error = ?, soft_expiry = ?, hard_expiry = ?, delete_time = ? WHERE entry_id"
          + " = ?";
  private static final String DELETE = "DELETE FROM entry WHERE entry_id = ?";
  private static final String INSERT_TERM =
      "INSERT OR IGNORE INTO index_term (generation, folded_value, id, field) VALUES (?, ?, ?, ?)";
  private static final String DELETE_TERM =
      "DELETE FROM index_term WHERE generation = ? AND folded_value = ? AND id = ? AND field = ?";
  private static final String FIND_TERM =
      "SELECT DISTINCT id FROM index_term"
          + OF_PRESENT_GENERATION
          + " AND folded_value = ?2 AND id > ?3 ORDER BY id LIMIT ?4";

  private final PreparedStatements statements;

  ObjectDao(PreparedStatements statements) {
    this.statements = statements;
  }

  /** The row without its payload, or null. */
  @Nullable EntryHead findHead(EntryAddress address) throws SQLException {
    try (ResultSet row = at(FIND_HEAD, address)) {
      return row.next() ? EntryRows.head(row) : null;
    }
  }

  /** The row, or null. */
  @Nullable StoredEntry find(EntryAddress address) throws SQLException {
    try (ResultSet row = at(FIND, address)) {
      return row.next() ? EntryRows.stored(address.key(), row) : null;
    }
  }

  private ResultSet at(String sql, EntryAddress address) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    statement.setLong(1, address.generation());
    statement.setString(2, address.key().id());
    return statement.executeQuery();
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
        ObjectKey key = new ObjectKey(namespace, kind, EntryRows.id(rows));
        more = visitor.visit(EntryRows.stored(key, rows).entry());
      }
    }
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
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  void insert(long generation, Entry entry, Instant accessTime) throws SQLException {
    PreparedStatement statement = statements.get(INSERT);
    EntryRows.bind(statement, 1, entry, accessTime);
    statement.setLong(EntryRows.BOUND_COUNT + 1, generation);
    statement.setString(EntryRows.BOUND_COUNT + 2, entry.key().id());
    statement.executeUpdate();
  }

  void replace(long entryId, Entry entry, Instant accessTime) throws SQLException {
    PreparedStatement statement = statements.get(REPLACE);
    EntryRows.bind(statement, 1, entry, accessTime);
    statement.setLong(EntryRows.BOUND_COUNT + 1, entryId);
    statement.executeUpdate();
  }

  /** Writes what can change of an entry without its content. */
  void update(long entryId, Entry entry) throws SQLException {
    PreparedStatement statement = statements.get(UPDATE);
    int next = EntryRows.bindTimes(statement, 1, entry);
    statement.setLong(next, entryId);
    statement.executeUpdate();
  }

  /** Deletes a row and its index terms. */
  void delete(EntryAddress address, EntryHead row) throws SQLException {
    deleteTerms(address, row.indexTerms());
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
