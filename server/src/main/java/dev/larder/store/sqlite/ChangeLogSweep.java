package dev.larder.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Cuts the change log of each namespace down to its last entries, and removes that of deleted
 * namespaces.
 */
final class ChangeLogSweep implements MaintenanceSlice.InTransaction {
  private static final int ROWS_AT_ONCE = 256;

  /** Each finds its row at once by the primary key, whatever the length of the log. */
  private static final String NEXT_NAMESPACE =
      "SELECT namespace_id FROM change_log WHERE namespace_id > ? ORDER BY namespace_id LIMIT 1";

  private static final String FIRST_REVISION =
      "SELECT revision FROM change_log WHERE namespace_id = ? ORDER BY revision LIMIT 1";
  private static final String DELETE =
      "DELETE FROM change_log WHERE namespace_id = ? AND revision <= ?";

  private final int kept;
  private final Duration interval;

  /** Where the next slice goes on. */
  private long lastNamespace;

  /**
   * @param kept of each namespace
   */
  ChangeLogSweep(int kept, Duration interval) {
    this.kept = kept;
    this.interval = interval;
  }

  @Override
  public String name() {
    return "change log sweep";
  }

  @Override
  public Duration run(WriteTransaction transaction, SliceBudget time) throws SQLException {
    PreparedStatements statements = transaction.statements();
    Map<Long, Long> revisions = revisions(transaction.state());
    OptionalLong namespace = number(statements, NEXT_NAMESPACE, lastNamespace);
    while (namespace.isPresent() && time.remains()) {
      long id = namespace.getAsLong();
      long last = revisions.containsKey(id) ? revisions.get(id) - kept : Long.MAX_VALUE;
      if (!cut(statements, id, last)) {
        lastNamespace = id;
      }
      namespace = number(statements, NEXT_NAMESPACE, lastNamespace);
    }
    if (namespace.isPresent()) {
      return Duration.ZERO;
    }
    lastNamespace = 0;
    return interval;
  }

  private static Map<Long, Long> revisions(PendingState state) {
    Map<Long, Long> revisions = new HashMap<>();
    for (String name : state.allNamespaces().keySet()) {
      NamespaceAccount account = state.account(name);
      revisions.put(account.namespaceId(), account.revision());
    }
    return revisions;
  }

  /** Removes some rows up to the last; false when none is left. */
  private static boolean cut(PreparedStatements statements, long namespace, long last)
      throws SQLException {
    OptionalLong first = number(statements, FIRST_REVISION, namespace);
    if (first.isEmpty() || first.getAsLong() > last) {
      return false;
    }
    PreparedStatement statement = statements.get(DELETE);
    statement.setLong(1, namespace);
    statement.setLong(2, Math.min(last, first.getAsLong() + ROWS_AT_ONCE - 1));
    statement.executeUpdate();
    return true;
  }

  private static OptionalLong number(PreparedStatements statements, String sql, long argument)
      throws SQLException {
    PreparedStatement statement = statements.get(sql);
    statement.setLong(1, argument);
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
  }
}
