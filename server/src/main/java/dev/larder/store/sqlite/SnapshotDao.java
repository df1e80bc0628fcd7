package dev.larder.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The statements on snapshots that are being put together. */
final class SnapshotDao {
  private static final String KEEP =
      "INSERT INTO snapshot (snapshot_id, sweep_time, begun) VALUES (?1, ?2, ?3)"
          + " ON CONFLICT (snapshot_id) DO UPDATE SET sweep_time = ?2";
  private static final String PUT_PAGE =
      "INSERT INTO snapshot_page (snapshot_id, page_index, staged, revision, members)"
          + " VALUES (?1, ?2, ?3, ?4, ?5)"
          + " ON CONFLICT (snapshot_id, page_index) DO UPDATE SET members = ?5";
  private static final String FIND_BEGUN = "SELECT begun FROM snapshot WHERE snapshot_id = ?";
  private static final String RELEASE = "UPDATE snapshot SET sweep_time = ? WHERE snapshot_id = ?";
  private static final String FIND_PAGE =
      "SELECT staged, revision, members FROM snapshot_page WHERE snapshot_id = ? AND page_index = ?";
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

  /**
   * Keeps the pages of a snapshot until a time.
   *
   * @param withdrawals see {@link SnapshotWithdrawals}: the last number; that of the first time
   *     stays
   */
  void keep(String snapshotId, Instant until, long withdrawals) throws SQLException {
    PreparedStatement statement = statements.get(KEEP);
    statement.setString(1, snapshotId);
    statement.setLong(2, Microseconds.of(until));
    statement.setLong(3, withdrawals);
    statement.executeUpdate();
  }

  /** The pages are needed no more. */
  void release(String snapshotId, Instant now) throws SQLException {
    PreparedStatement statement = statements.get(RELEASE);
    statement.setLong(1, Microseconds.of(now));
    statement.setString(2, snapshotId);
    statement.executeUpdate();
  }

  /** The number that was the last when its first page came; empty: it has none. */
  OptionalLong findBegun(String snapshotId) throws SQLException {
    PreparedStatement statement = statements.get(FIND_BEGUN);
    statement.setString(1, snapshotId);
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
  }

  /**
   * Adds a page, or replaces its members. One that comes again may be the same, of the same time:
   * it counts as of when it came first.
   */
  void putPage(String snapshotId, int pageIndex, StagedAt staged, byte[] members)
      throws SQLException {
    PreparedStatement statement = statements.get(PUT_PAGE);
    statement.setString(1, snapshotId);
    statement.setInt(2, pageIndex);
    statement.setLong(3, staged.withdrawal());
    statement.setLong(4, staged.revision());
    statement.setBytes(5, members);
    statement.executeUpdate();
  }

  /**
   * A page as it was staged.
   *
   * @param members see {@link SnapshotPage}
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Page(StagedAt staged, byte[] members) {}

  /** Null when there is no such page. */
  @Nullable Page findPage(String snapshotId, int pageIndex) throws SQLException {
    PreparedStatement statement = statements.get(FIND_PAGE);
    statement.setString(1, snapshotId);
    statement.setInt(2, pageIndex);
    try (ResultSet row = statement.executeQuery()) {
      return row.next()
          ? new Page(new StagedAt(row.getLong(1), row.getLong(2)), row.getBytes(3))
          : null;
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
