package dev.larder.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The statements on snapshots that are being put together. */
final class SnapshotDao {
  private static final String KEEP =
      "INSERT INTO snapshot (snapshot_id, sweep_time) VALUES (?1, ?2)"
          + " ON CONFLICT (snapshot_id) DO UPDATE SET sweep_time = ?2";
  private static final String PUT_PAGE =
      "INSERT INTO snapshot_page (snapshot_id, page_index, members) VALUES (?1, ?2, ?3)"
          + " ON CONFLICT (snapshot_id, page_index) DO UPDATE SET members = ?3";
  private static final String FIND_PAGE =
      "SELECT members FROM snapshot_page WHERE snapshot_id = ? AND page_index = ?";
  private static final String FIND_DUE =
      "SELECT snapshot_id FROM snapshot WHERE sweep_time <= ? ORDER BY sweep_time LIMIT 1";
  private static final String REMOVE_A_PAGE =
      "DELETE FROM snapshot_page WHERE rowid ="
          + " (SELECT rowid FROM snapshot_page WHERE snapshot_id = ? LIMIT 1)";
  private static final String REMOVE = "DELETE FROM snapshot WHERE snapshot_id = ?";

  private final PreparedStatements statements;

  SnapshotDao(PreparedStatements statements) {
    this.statements = statements;
  }

  /** Keeps the pages of a snapshot until a time. */
  void keep(String snapshotId, Instant until) throws SQLException {
    PreparedStatement statement = statements.get(KEEP);
    statement.setString(1, snapshotId);
    statement.setLong(2, Microseconds.of(until));
    statement.executeUpdate();
  }

  void putPage(String snapshotId, int pageIndex, byte[] members) throws SQLException {
    PreparedStatement statement = statements.get(PUT_PAGE);
    statement.setString(1, snapshotId);
    statement.setInt(2, pageIndex);
    statement.setBytes(3, members);
    statement.executeUpdate();
  }

  /** Null when there is no such page. */
  byte @Nullable [] findPage(String snapshotId, int pageIndex) throws SQLException {
    PreparedStatement statement = statements.get(FIND_PAGE);
    statement.setString(1, snapshotId);
    statement.setInt(2, pageIndex);
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getBytes(1) : null;
    }
  }

  /** A snapshot that is kept no longer; null when there is none. */
  @Nullable String findDue(Instant now) throws SQLException {
    PreparedStatement statement = statements.get(FIND_DUE);
    statement.setLong(1, Microseconds.of(now));
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getString(1) : null;
    }
  }

  /** Removes one page of a snapshot, or the snapshot itself when it has none. */
  void removeSome(String snapshotId) throws SQLException {
    if (update(REMOVE_A_PAGE, snapshotId) == 0) {
      update(REMOVE, snapshotId);
    }
  }

  private int update(String sql, String snapshotId) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    statement.setString(1, snapshotId);
    return statement.executeUpdate();
  }
}
