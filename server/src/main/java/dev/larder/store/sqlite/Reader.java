package dev.larder.store.sqlite;

import dev.larder.model.Cancellation;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;

/**
 * A query-only connection with its prepared statements, for the one thread that owns it.
 *
 * <p>SQLite asks the progress handler, on this very thread and in the middle of a statement,
 * whether to go on. So what is interrupted is always the statement of the work whose caller has
 * gone, and never the next one on the same connection.
 */
final class Reader {
  /** Some tens of microseconds of work: soon enough for a caller, seldom enough to cost nothing. */
  private static final int STEPS_BETWEEN_LOOKS = 10_000;

  private final Connection connection;
  private final PreparedStatements statements;
  private final ObjectDao objects;
  private final CollectionDao collections;
  private final EntryFetch entries;
  private long bytesRead;
  private Cancellation cancellation = Cancellation.NEVER;

  /** Wraps a connection whose statements can run long, and lets them be interrupted. */
  Reader(Connection connection) throws SQLException {
    this.connection = connection;
    this.statements = new PreparedStatements(connection);
    this.objects = new ObjectDao(statements);
    this.collections = new CollectionDao(statements);
    this.entries = new EntryFetch(objects);
    ProgressHandler.setHandler(
        connection.unwrap(SQLiteConnection.class), STEPS_BETWEEN_LOOKS, new StopWhenCancelled());
  }

  private final class StopWhenCancelled extends ProgressHandler {
    @Override
    protected int progress() {
      return cancellation.isCancelled() ? 1 : 0;
    }
  }

  Connection connection() {
    return connection;
  }

  PreparedStatements statements() {
    return statements;
  }

  ObjectDao objects() {
    return objects;
  }

  CollectionDao collections() {
    return collections;
  }

  /** What this transaction has read ahead. */
  EntryFetch entries() {
    return entries;
  }

  /** Counts what was read since {@link #begin}, so that whoever holds it can bound it. */
  void countBytes(long bytes) {
    bytesRead += bytes;
  }

  long bytesRead() {
    return bytesRead;
  }

  /** Begins a snapshot; every read until {@link #end} sees it. */
  void begin() throws SQLException {
    bytesRead = 0;
    entries.forget();
    statements.execute("BEGIN");
  }

  void end() throws SQLException {
    entries.forget();
    statements.execute("COMMIT");
  }

  /** Says whose work comes next. */
  void workFor(Cancellation caller) {
    cancellation = caller;
  }

  /**
   * Fails with CANCELLED when the caller has gone: for work that is made of many short statements.
   */
  void requireCaller() {
    if (cancellation.isCancelled()) {
      throw SqliteErrors.cancelled();
    }
  }
}
