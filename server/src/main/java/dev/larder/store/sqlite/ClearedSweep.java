package dev.larder.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/**
 * Removes the rows of generations that were cleared. Nobody can reach them any more and they are in
 * no count, so this only gives their room back.
 */
final class ClearedSweep implements MaintenanceSlice.InTransaction {
  private static final int ROWS_AT_ONCE = 64;
  private static final String FIND_GENERATION =
      "SELECT generation FROM cleared_generation ORDER BY generation LIMIT 1";
  private static final String FIND_ENTRIES =
      "SELECT entry_id FROM entry WHERE generation = ? LIMIT " + ROWS_AT_ONCE;
  private static final String DELETE_ENTRY = "DELETE FROM entry WHERE entry_id = ?";

  /** Many at once: unlike entries, terms and tags are small. */
  private static final String DELETE_TERMS =
      "DELETE FROM index_term WHERE (generation, folded_value, id, field) IN"
          + " (SELECT generation, folded_value, id, field FROM index_term WHERE generation = ? LIMIT "
          + ROWS_AT_ONCE
          + ")";

  private static final String DELETE_TAGS =
      "DELETE FROM entry_tag WHERE (generation, tag, id) IN"
          + " (SELECT generation, tag, id FROM entry_tag WHERE generation = ? LIMIT "
          + ROWS_AT_ONCE
          + ")";

  private static final String DELETE_MEMBERS =
      "DELETE FROM collection_member WHERE (set_id, id) IN"
          + " (SELECT set_id, id FROM collection_member WHERE generation = ? LIMIT "
          + ROWS_AT_ONCE
          + ")";

  /** Those that had been replaced before have a time of their own. */
  private static final String DELETE_SETS =
      "DELETE FROM collection_set WHERE set_id IN"
          + " (SELECT set_id FROM collection_set WHERE generation = ? AND state = 0 LIMIT "
          + ROWS_AT_ONCE
          + ")";

  private static final String FORGET_GENERATION =
      "DELETE FROM cleared_generation WHERE generation = ?";

  private final Duration interval;

  ClearedSweep(Duration interval) {
    this.interval = interval;
  }

  @Override
  public String name() {
    return "sweep of what was cleared";
  }

  @Override
  public Duration run(WriteTransaction transaction, SliceBudget time) throws SQLException {
    PreparedStatements statements = transaction.statements();
    OptionalLong generation;
    do {
      generation = next(statements);
      if (generation.isPresent()) {
        removeSome(statements, generation.getAsLong(), time);
      }
    } while (generation.isPresent() && time.remains());
    return generation.isPresent() ? Duration.ZERO : interval;
  }

  private static OptionalLong next(PreparedStatements statements) throws SQLException {
    try (ResultSet row = statements.get(FIND_GENERATION).executeQuery()) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
  }

  private static void removeSome(PreparedStatements statements, long generation, SliceBudget time)
      throws SQLException {
    List<Long> entries = entries(statements, generation);
    if (!entries.isEmpty()) {
      removeEntries(statements, entries, time);
    } else if (update(statements, DELETE_TERMS, generation) == 0
        && update(statements, DELETE_TAGS, generation) == 0
        && update(statements, DELETE_MEMBERS, generation) == 0
        && update(statements, DELETE_SETS, generation) == 0) {
      update(statements, FORGET_GENERATION, generation);
    }
  }

  private static List<Long> entries(PreparedStatements statements, long generation)
      throws SQLException {
    PreparedStatement statement = statements.get(FIND_ENTRIES);
    statement.setLong(1, generation);
    List<Long> entries = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        entries.add(rows.getLong(1));
      }
    }
    return entries;
  }

  /** At least one; the time is asked after each, for entries can be large. */
  private static void removeEntries(
      PreparedStatements statements, List<Long> entries, SliceBudget time) throws SQLException {
    Iterator<Long> next = entries.iterator();
    do {
      update(statements, DELETE_ENTRY, next.next());
    } while (next.hasNext() && time.remains());
  }

  private static int update(PreparedStatements statements, String sql, long argument)
      throws SQLException {
    PreparedStatement statement = statements.get(sql);
    statement.setLong(1, argument);
    return statement.executeUpdate();
  }
}
