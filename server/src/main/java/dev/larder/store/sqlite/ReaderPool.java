package dev.larder.store.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.larder.concurrent.NamedThreads;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * The query-only connections of a lane: one for each of its threads, which keeps it. More would not
 * help, since SQLite works on the thread that calls it; fewer would leave a thread idle. The pool
 * is there for when a connection breaks: it is given up, and the thread gets a new one.
 *
 * <p>Thread-safe.
 */
final class ReaderPool implements AutoCloseable {
  private static final long CONNECTION_TIMEOUT_MILLIS = 10_000;

  private final HikariDataSource connections;

  ReaderPool(String name, DataSource source, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    // A connection to a file does not grow old, and prepared statements live as long as it.
    config.setMaxLifetime(0);
    config.setIdleTimeout(0);
    config.setThreadFactory(new NamedThreads(name + "-pool"));
    this.connections = new HikariDataSource(config);
  }

  /** A connection of the caller's own, until it gives it up or closes it. */
  Reader take() throws SQLException {
    Connection connection = connections.getConnection();
    try {
      return new Reader(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Takes back one that is in order, for when its thread ends. It must not be given up then: Hikari
   * closes what is given up on a thread that wants the pool's monitor afterwards, and to close the
   * pool holds that monitor while it waits for this thread, for 10 s.
   */
  void giveBack(Reader reader) {
    try {
      reader.connection().close();
    } catch (SQLException e) {
      giveUp(reader);
    }
  }

  /** Takes a broken connection out of use. */
  void giveUp(Reader reader) {
    connections.evictConnection(reader.connection());
  }

  @Override
  public void close() {
    connections.close();
  }
}
