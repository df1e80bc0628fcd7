package dev.larder.store.sqlite;

import dev.larder.store.Commit;
import dev.larder.store.CommitListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writing connection, and the one way to change something by it: all or nothing, in the file
 * and in memory, and told to the listeners once it is committed.
 *
 * <p>Used by the writer thread; listeners may be added by any.
 */
final class WritingConnection {
  private static final Logger log = LoggerFactory.getLogger(WritingConnection.class);

  private final PreparedStatements statements;
  private final CommittedState committed;
  private final InstantSource clock;
  private final Consumer<SQLException> onFailure;
  private final List<CommitListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param connection closed by whoever made it
   * @param onFailure is told of every error of SQLite
   */
  WritingConnection(
      Connection connection,
      CommittedState committed,
      InstantSource clock,
      Consumer<SQLException> onFailure) {
    this.statements = new PreparedStatements(connection);
    this.committed = committed;
    this.clock = clock;
    this.onFailure = onFailure;
  }

  void addListener(CommitListener listener) {
    listeners.add(listener);
  }

  /** What is done in a transaction. */
  @FunctionalInterface
  interface Body {
    void run(WriteTransaction transaction) throws SQLException;
  }

  /**
   * Does it in a transaction and commits. Where this throws nothing has changed, neither in the
   * file nor in memory; else it is to be followed by {@link #publish}.
   */
  WriteTransaction transact(Body body) throws SQLException {
    WriteTransaction transaction = new WriteTransaction(statements, committed, clock.instant());
    try {
      statements.execute("BEGIN IMMEDIATE");
      body.run(transaction);
      transaction.flush();
      statements.execute("COMMIT");
      return transaction;
    } catch (SQLException | RuntimeException | Error e) {
      rollBack(e);
      throw e;
    }
  }

  private void rollBack(Throwable cause) {
    if (cause instanceof SQLException error) {
      onFailure.accept(error);
    }
    try {
      statements.execute("ROLLBACK");
    } catch (SQLException e) {
      // After some errors, a full disk for one, SQLite has rolled back by itself.
      cause.addSuppressed(e);
    } finally {
      // Any of them may be dead, this ROLLBACK too, and the next transaction is somebody else's.
      statements.forget();
    }
  }

  /** Makes what was committed that of all, and tells the listeners. */
  void publish(WriteTransaction transaction) {
    Commit commit = transaction.accept();
    if (commit != null) {
      listeners.forEach(listener -> tell(listener, commit));
    }
  }

  private static void tell(CommitListener listener, Commit commit) {
    try {
      listener.committed(commit);
    } catch (RuntimeException | Error e) {
      // It broke its contract; the commit stands, and its callers are to be answered.
      log.error("A listener failed on a commit", e);
    }
  }

  /** Runs a slice outside of any transaction. */
  Duration run(MaintenanceSlice.OnConnection slice, SliceBudget time) throws SQLException {
    try {
      return slice.run(statements.connection(), time);
    } catch (SQLException e) {
      onFailure.accept(e);
      throw e;
    }
  }
}
