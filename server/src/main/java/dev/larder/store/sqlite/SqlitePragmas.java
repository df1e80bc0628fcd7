package dev.larder.store.sqlite;

import dev.larder.store.sqlite.SqliteStoreConfig.Durability;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * How each kind of connection to the database file is set up. Every connection is made by a data
 * source of this class, so that none can be without its pragmas.
 *
 * <p>Immutable and thread-safe.
 */
final class SqlitePragmas {
  /** See RATIONALE.md: the smallest log for each commit of all sizes that were measured. */
  static final int PAGE_BYTES = 4096;

  /**
   * Inside the process nobody waits for a lock, since there is one writer, but for the moment of a
   * {@link LogRestart}. This is for those outside: somebody with a command line tool, a backup.
   */
  static final int BUSY_TIMEOUT_MILLIS = 5_000;

  /**
   * To what SQLite itself cuts the write-ahead log when it starts over, in the commit that finds it
   * longer; so much that only a log which nobody came to cut is ever that long.
   */
  private static final int LOG_LIMIT_CHECKPOINTS = 64;

  private final SqliteStoreConfig config;

  SqlitePragmas(SqliteStoreConfig config) {
    this.config = config;
  }

  /** For the one connection that writes. Transactions take the write lock when they begin. */
  SQLiteDataSource writer() {
    SQLiteConfig settings = common();
    settings.setTransactionMode(TransactionMode.IMMEDIATE);
    settings.setSynchronous(synchronous());
    // Only few rows refer to others, and a wrong one would make the catalogue unreadable.
    settings.enforceForeignKeys(true);
    return dataSource(settings);
  }

  /** For connections that only read: SQLite refuses whatever would change the file. */
  SQLiteDataSource reader() {
    return new QueryOnlyDataSource(url(), common());
  }

  /** For the connection that checkpoints. It never waits: whoever is in its way is right. */
  SQLiteDataSource checkpointer() {
    SQLiteConfig settings = common();
    settings.setSynchronous(synchronous());
    settings.setBusyTimeout(0);
    return dataSource(settings);
  }

  /**
   * Settles what is kept in the file itself. Page size and vacuum mode take effect only before the
   * first table, the journal mode is a rewrite of the header: hence the order, and hence once.
   */
  static void settle(Connection connection, boolean created) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (created) {
        statement.execute("PRAGMA page_size = " + PAGE_BYTES);
        statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      }
      statement.execute("PRAGMA journal_mode = WAL");
    }
  }

  private SQLiteConfig common() {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    // A connection is one thread's at a time, and the driver locks it besides: SQLite's own mutex,
    // taken with each column, cost a scan a sixth of its time.
    settings.setOpenMode(SQLiteOpenMode.NOMUTEX);
    // Negative: KiB instead of pages.
    settings.setCacheSize((int) -Math.min(Integer.MAX_VALUE, config.memory().cacheBytes() >> 10));
    settings.setPragma(Pragma.MMAP_SIZE, Long.toString(config.memory().mmapBytes()));
    settings.setTempStore(TempStore.MEMORY);
    // Checkpoints have a thread of their own: the commit that filled the log must not pay for it.
    settings.setWalAutocheckpoint(0);
    settings.setJournalSizeLimit(logLimit());
    // Else the driver asks for the last row id after every statement.
    settings.setGetGeneratedKeys(false);
    return settings;
  }

  /** The pragma's value; -1: none, where it would be more than the driver can say. */
  private int logLimit() {
    long limit = config.upkeep().checkpointBytes() * LOG_LIMIT_CHECKPOINTS;
    return limit <= Integer.MAX_VALUE ? (int) limit : -1;
  }

  private SynchronousMode synchronous() {
    return config.durability() == Durability.POWER ? SynchronousMode.FULL : SynchronousMode.NORMAL;
  }

  private SQLiteDataSource dataSource(SQLiteConfig settings) {
    SQLiteDataSource source = new SQLiteDataSource(settings);
    source.setUrl(url());
    return source;
  }

  private String url() {
    return "jdbc:sqlite:" + config.databaseFile().toAbsolutePath();
  }

  /** The driver knows no setting for query_only. */
  private static final class QueryOnlyDataSource extends SQLiteDataSource {
    QueryOnlyDataSource(String url, SQLiteConfig settings) {
      super(settings);
      setUrl(url);
    }

    @Override
    public SQLiteConnection getConnection(String user, String password) throws SQLException {
      SQLiteConnection connection = super.getConnection(user, password);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA query_only = ON");
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return connection;
    }
  }
}
