package dev.larder.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statements of one connection, prepared once and kept for as long as it lives. Used by one
 * thread; a statement must be done with before it is asked for again.
 *
 * <p>On most errors the driver finalizes the statement that failed and says nothing of it, not even
 * when asked whether it is closed; used again, it fails for ever. So whoever goes on with a
 * connection after an error of SQLite must {@link #forget} its statements.
 */
final class PreparedStatements {
  private static final Logger log = LoggerFactory.getLogger(PreparedStatements.class);

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

  /** Closes them all; each is prepared anew when it is next asked for. */
  void forget() {
    statements.values().forEach(PreparedStatements::close);
    statements.clear();
  }

  private static void close(PreparedStatement statement) {
    try {
      statement.close();
    } catch (SQLException e) {
      log.debug("A statement that is of no more use was not closed in order", e);
    }
  }
}
