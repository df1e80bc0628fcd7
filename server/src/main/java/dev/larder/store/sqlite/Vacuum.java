package dev.larder.store.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Gives free pages back to the disk, so that a file that was once large does not stay so. A share
 * of them is kept: they are soon needed again, and moving pages about costs writing.
 */
final class Vacuum implements MaintenanceSlice.OnConnection {
  private static final int PAGES_AT_ONCE = 32;

  /** About 4 MB. */
  private static final long LEAST_KEPT = 1_024;

  private static final long KEPT_SHARE = 8;

  private final Duration interval;

  Vacuum(Duration interval) {
    this.interval = interval;
  }

  @Override
  public String name() {
    return "vacuum";
  }

  @Override
  public Duration run(Connection connection, SliceBudget time) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      while (tooManyAreFree(statement)) {
        if (!time.remains()) {
          return Duration.ZERO;
        }
        // As an update, for the driver runs those to the end: a query would free one page.
        statement.executeUpdate("PRAGMA incremental_vacuum(" + PAGES_AT_ONCE + ")");
      }
    }
    return interval;
  }

  private static boolean tooManyAreFree(Statement statement) throws SQLException {
    long pages = number(statement, "PRAGMA page_count");
    return number(statement, "PRAGMA freelist_count") > Math.max(LEAST_KEPT, pages / KEPT_SHARE);
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
