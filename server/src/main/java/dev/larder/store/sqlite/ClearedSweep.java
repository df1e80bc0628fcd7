package dev.larder.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Removes the rows of generations that were cleared. Nobody can reach them any more and they are in
 * no count, so this only gives their room back.
 */
final class ClearedSweep implements MaintenanceSlice.InTransaction {
  private static final int ROWS_AT_ONCE = 64;
  private static final String FIND_GENERATION =
      "SELECT generation FROM cleared_generation ORDER BY generation LIMIT 1";
  private static final String DELETE_ENTRIES =
      "DELETE FROM entry WHERE entry_id IN (SELECT entry_id FROM entry WHERE generation = ? LIMIT "
          + ROWS_AT_ONCE
          + ")";
  private static final String DELETE_TERMS =
      "DELETE FROM index_term WHERE (generation, folded_value, id, field) IN"
          + " (SELECT generation, folded_value, id, field FROM index_term WHERE generation = ? LIMIT "
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
  public Duration run(WriteTransaction transaction, Duration budget) throws SQLException {
    SliceBudget time = SliceBudget.of(budget);
    PreparedStatements statements = transaction.statements();
    OptionalLong generation = next(statements);
    while (generation.isPresent() && time.remains()) {
      removeSome(statements, generation.getAsLong());
      generation = next(statements);
    }
    return generation.isPresent() ? Duration.ZERO : interval;
  }

  private static OptionalLong next(PreparedStatements statements) throws SQLException {
    try (ResultSet row = statements.get(FIND_GENERATION).executeQuery()) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
  }

  private static void removeSome(PreparedStatements statements, long generation)
      throws SQLException {
    if (update(statements, DELETE_ENTRIES, generation) == 0
        && update(statements, DELETE_TERMS, generation) == 0) {
      update(statements, FORGET_GENERATION, generation);
    }
  }

  private static int update(PreparedStatements statements, String sql, long generation)
      throws SQLException {
    PreparedStatement statement = statements.get(sql);
    statement.setLong(1, generation);
    return statement.executeUpdate();
  }
}
