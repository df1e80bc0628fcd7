package dev.larder.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The statements of one connection, prepared once and kept for as long as it lives. Used by one
 * thread; a statement must be done with before it is asked for again.
 */
final class PreparedStatements {
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  PreparedStatements(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** The statement of this text, which must be a constant: each new text is kept for good. */
  PreparedStatement get(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known != null) {
      return known;
    }
    PreparedStatement prepared = connection.prepareStatement(sql);
    statements.put(sql, prepared);
    return prepared;
  }

  /** Runs a statement without parameters or rows: BEGIN, COMMIT. */
  void execute(String sql) throws SQLException {
    get(sql).execute();
  }
}
