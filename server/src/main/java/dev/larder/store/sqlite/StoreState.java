package dev.larder.store.sqlite;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/** The one row of the table {@code store_state}. */
final class StoreState {
  /** 128 bits: two files never share an epoch by chance. */
  private static final int EPOCH_BYTES = 16;

  private StoreState() {}

  /**
   * True when the last user of the file closed it in order; false also for a file without tables.
   */
  static boolean stoppedCleanly(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet table =
          statement.executeQuery("SELECT 1 FROM sqlite_schema WHERE name = 'store_state'")) {
        if (!table.next()) {
          return false;
        }
      }
      try (ResultSet mark = statement.executeQuery("SELECT clean_stop FROM store_state")) {
        return mark.next() && mark.getInt(1) == 1;
      }
    }
  }

  /**
   * Who the file is and the how many-eth use of it this is.
   *
   * @param incarnation 1 for the first
   */
  record Identity(String epoch, long incarnation) {}

  /**
   * Marks the file as in use: until it is marked otherwise, the next start checks it. A new file
   * gets its epoch.
   */
  static Identity begin(Connection connection) throws SQLException {
    String sql =
        "INSERT INTO store_state (singleton, epoch, clean_stop, revision_floor, incarnation)"
            + " VALUES (1, ?, 0, 0, 1) ON CONFLICT (singleton) DO UPDATE SET clean_stop = 0,"
            + " incarnation = incarnation + 1 RETURNING epoch, incarnation";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, newEpoch());
      try (ResultSet epoch = statement.executeQuery()) {
        epoch.next();
        Identity found = new Identity(epoch.getString(1), epoch.getLong(2));
        // The row comes before the commit: only the step after it fails when that does.
        epoch.next();
        return found;
      }
    }
  }

  /** Marks the file as closed in order. */
  static void end(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE store_state SET clean_stop = 1");
    }
  }

  private static String newEpoch() {
    byte[] random = new byte[EPOCH_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
