package dev.larder.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Removes the sets that were replaced once nobody is in the middle of their pages any more,
 * replaces by nothing those that are past their hard expiry, and removes the pages of snapshots
 * that were committed or abandoned.
 *
 * <p>A set that is to go is marked before the first of its members goes, in the same transaction:
 * so whoever reads it sees all of it or is told that it is gone.
 */
final class CollectionSweep implements MaintenanceSlice.InTransaction {
  private static final int ROWS_AT_ONCE = 256;
  private static final String FIND_DUE =
      "SELECT set_id, state, generation, members FROM collection_set WHERE sweep_time <= ?"
          + " ORDER BY sweep_time LIMIT 1";
  private static final String REMOVE_MEMBERS =
      "DELETE FROM collection_member WHERE (set_id, id) IN"
          + " (SELECT set_id, id FROM collection_member WHERE set_id = ? LIMIT "
          + ROWS_AT_ONCE
          + ")";
  private static final String REMOVE = "DELETE FROM collection_set WHERE set_id = ?";

  private final Duration interval;

  CollectionSweep(Duration interval) {
    this.interval = interval;
  }

  /** Has the pages that an earlier run of the server left removed; before anything is written. */
  static void abandonSnapshots(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE snapshot SET sweep_time = 0");
    }
  }

  private record Due(long setId, StoredSet.State state, long generation, long members) {}

  @Override
  public String name() {
    return "collection sweep";
  }

  @Override
  public Duration run(WriteTransaction transaction, SliceBudget time) throws SQLException {
    boolean more;
    do {
      more = sweepSet(transaction) || sweepSnapshot(transaction);
    } while (more && time.remains());
    return more ? Duration.ZERO : interval;
  }

  private static boolean sweepSnapshot(WriteTransaction transaction) throws SQLException {
    String due = transaction.snapshots().findDue(transaction.now());
    if (due != null) {
      transaction.snapshots().removeSome(due);
    }
    return due != null;
  }

  /** Goes one step on with a set; false when none is due. */
  private static boolean sweepSet(WriteTransaction transaction) throws SQLException {
    Due due = find(transaction);
    if (due == null) {
      return false;
    }
    switch (due.state()) {
      case CURRENT -> expire(transaction, due);
      case REPLACED ->
          transaction
              .collections()
              .setState(due.setId(), StoredSet.State.LEAVING, transaction.now());
      case LEAVING -> remove(transaction.statements(), due.setId());
    }
    return true;
  }

  private static @Nullable Due find(WriteTransaction transaction) throws SQLException {
    PreparedStatement statement = transaction.statements().get(FIND_DUE);
    statement.setLong(1, Microseconds.of(transaction.now()));
    try (ResultSet row = statement.executeQuery()) {
      return row.next()
          ? new Due(
              row.getLong(1), StoredSet.State.of(row.getInt(2)), row.getLong(3), row.getLong(4))
          : null;
    }
  }

  private static void expire(WriteTransaction transaction, Due due) throws SQLException {
    KindFigures kind = transaction.state().figures(due.generation());
    if (kind == null) {
      // Of a cleared generation: neither counted nor to be seen any more.
      transaction.collections().setState(due.setId(), StoredSet.State.LEAVING, transaction.now());
    } else {
      transaction.collections().retire(due.setId(), transaction.now());
      transaction.state().countCollections(due.generation(), -1, -due.members());
    }
  }

  private static void remove(PreparedStatements statements, long setId) throws SQLException {
    if (update(statements, REMOVE_MEMBERS, setId) == 0) {
      update(statements, REMOVE, setId);
    }
  }

  private static int update(PreparedStatements statements, String sql, long setId)
      throws SQLException {
    PreparedStatement statement = statements.get(sql);
    statement.setLong(1, setId);
    return statement.executeUpdate();
  }
}
