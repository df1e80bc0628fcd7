package dev.larder.store.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the write-ahead log begin anew when somebody asks for it. That needs a moment without a
 * writer; where another connection takes that moment, a writer that meets it sleeps for
 * milliseconds after the moment has passed, because SQLite's locks wake nobody. So it is the writer
 * who does it, between two groups.
 *
 * <p>{@link #ask} and {@link #askToCut} may be called by any thread; the rest is the writer's.
 */
final class LogRestart implements MaintenanceSlice.OnConnection {
  private static final Logger log = LoggerFactory.getLogger(LogRestart.class);

  /** How soon a writer without work sees that it is asked for; nobody wakes it. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** How long it may hold up writes while it waits for readers to be done with the old log. */
  private static final int READER_WAIT_MILLIS = 20;

  private volatile Kind asked = Kind.NONE;

  /** How many frames the log has as long as nobody has written since it was asked to be cut. */
  private volatile long quietFrames;

  private volatile long restartedFrames = -1;

  /** Of the writer: the last restart failed, and it was said. */
  private boolean failing;

  /** How the log can begin anew. */
  enum Kind {
    NONE,
    /** The file keeps its length: what is written into it again needs no new room on the disk. */
    RESTART,
    /** And the file is cut to nothing. */
    TRUNCATE
  }

  /**
   * Has it begin anew after the group of writes that is under way, or as soon as a writer without
   * work looks.
   */
  void ask() {
    asked = Kind.RESTART;
  }

  /**
   * Has the file cut to nothing, unless somebody writes before it is done: that takes long.
   *
   * @param frames in the log now
   */
  void askToCut(long frames) {
    quietFrames = frames;
    asked = Kind.TRUNCATE;
  }

  /** How many frames the log had when it was last made ready to begin anew. Any thread may ask. */
  long restartedFrames() {
    return restartedFrames;
  }

  @Override
  public String name() {
    return "restart of the write-ahead log";
  }

  @Override
  public boolean isUrgent() {
    return asked == Kind.RESTART;
  }

  @Override
  public Duration run(Connection connection, SliceBudget time) throws SQLException {
    Kind kind = asked;
    if (kind != Kind.NONE) {
      // Forgotten first: while a reader is in the way, whoever asked will ask again.
      asked = Kind.NONE;
      if (kind == Kind.RESTART || frames(connection) == quietFrames) {
        restartOrFailOnce(connection, kind);
      }
    }
    return IDLE;
  }

  private static long frames(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
      return row.next() ? row.getLong(2) : -1;
    }
  }

  /** It is asked for several times a second, which is too often to say that it fails. */
  private void restartOrFailOnce(Connection connection, Kind kind) throws SQLException {
    try {
      restart(connection, kind);
      failing = false;
    } catch (SQLException e) {
      if (!failing) {
        failing = true;
        throw e;
      }
      log.debug("The write-ahead log still cannot be restarted", e);
    }
  }

  private void restart(Connection connection, Kind kind) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + READER_WAIT_MILLIS);
      try (ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + kind + ")")) {
        boolean done = row.next() && row.getInt(1) == 0;
        if (done) {
          restartedFrames = row.getLong(2);
        }
        log.debug("{} of the write-ahead log: {}", kind, done ? "done" : "somebody is in the way");
      } finally {
        statement.execute("PRAGMA busy_timeout = " + SqlitePragmas.BUSY_TIMEOUT_MILLIS);
      }
    }
  }
}
