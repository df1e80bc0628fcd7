package dev.larder.store.sqlite;

import dev.larder.model.ObjectKey;
import dev.larder.store.Commit;
import dev.larder.store.CommitListener;
import dev.larder.store.EntryAddress;
import dev.larder.store.sqlite.WriteTransaction.Removal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the rows whose sweep time has come, the longest due first, and removes those that are
 * past their hard expiry. The others have been renewed since it was set, and get a later one.
 *
 * <p>As long as its time is enough it gives way to writes. A flood of puts can let entries expire
 * faster than that: so when a slice had to leave some behind, every group of writes is followed by
 * a look at twice as many as it has put. Twice, so that what has gathered goes down; no more, so
 * that writers who cause little of it are hardly held up.
 *
 * <p>Used by the writer thread alone.
 */
final class ExpirySweep implements MaintenanceSlice.InTransaction, CommitListener {
  private static final int ROWS_AT_ONCE = 64;
  private static final String FIND_EXPIRED =
      "SELECT "
          + ObjectDao.HEAD_COLUMNS
          + ", generation, id FROM entry WHERE sweep_time <= ? ORDER BY sweep_time LIMIT "
          + ROWS_AT_ONCE;
  private static final int GENERATION_COLUMN = 4;
  private static final int ID_COLUMN = 5;
  private static final int SWEPT_FOR_EACH_PUT = 2;

  /** A damaged row stays in the file, out of the way of those behind it. */
  private static final Duration DAMAGED_FOR = Duration.ofDays(1);

  private static final Logger log = LoggerFactory.getLogger(ExpirySweep.class);

  private final Duration interval;

  /** The last slice had to leave some of the expired entries. */
  private boolean behind;

  /** While it is behind: how many are to be looked at for what has been put since. */
  private long owed;

  ExpirySweep(Duration interval) {
    this.interval = interval;
  }

  private record Due(long generation, String id, EntryHead row) {}

  /**
   * @param damaged the rows that cannot be read
   */
  private record Found(List<Due> due, List<Long> damaged) {}

  @Override
  public String name() {
    return "expiry sweep";
  }

  @Override
  public void committed(Commit commit) {
    if (behind) {
      long put = commit.changes().stream().filter(change -> change.entry() != null).count();
      owed += SWEPT_FOR_EACH_PUT * put;
    }
  }

  @Override
  public boolean isUrgent() {
    return owed > 0;
  }

  @Override
  public Duration run(WriteTransaction transaction, SliceBudget time) throws SQLException {
    long least = owed;
    // Forgotten first: a slice that fails is to wait until it is due, not to come with every group.
    owed = 0;
    behind = false;
    behind = !sweep(transaction, least, least > 0 ? SliceBudget.NONE : time);
    return behind ? Duration.ZERO : interval;
  }

  /** Looks at the least, and then at as many as there is time for; false when some are left. */
  private static boolean sweep(WriteTransaction transaction, long least, SliceBudget time)
      throws SQLException {
    long done = 0;
    List<Due> found = find(transaction);
    while (!found.isEmpty()) {
      for (Due due : found) {
        sweep(transaction, due);
        done++;
        // Asked after each row, for rows can be large.
        if (done >= least && !time.remains()) {
          return false;
        }
      }
      found = found.size() < ROWS_AT_ONCE ? List.of() : find(transaction);
    }
    return true;
  }

  private static List<Due> find(WriteTransaction transaction) throws SQLException {
    Found found = read(transaction);
    while (!found.damaged().isEmpty()) {
      for (long entryId : found.damaged()) {
        log.error("Row {} of the table entry is damaged and passed over", entryId);
        Instant later = transaction.now().plus(DAMAGED_FOR);
        transaction.objects().sweepAt(entryId, Microseconds.of(later));
      }
      found = read(transaction);
    }
    return found.due();
  }

  private static Found read(WriteTransaction transaction) throws SQLException {
    PreparedStatement statement = transaction.statements().get(FIND_EXPIRED);
    statement.setLong(1, Microseconds.of(transaction.now()));
    Found found = new Found(new ArrayList<>(), new ArrayList<>());
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        read(rows, found);
      }
    }
    return found;
  }

  private static void read(ResultSet row, Found found) throws SQLException {
    try {
      EntryHead head = ObjectDao.head(row);
      found.due().add(new Due(row.getLong(GENERATION_COLUMN), row.getString(ID_COLUMN), head));
    } catch (SQLException e) {
      if (!DatabaseCheck.isDamage(e)) {
        throw e;
      }
      found.damaged().add(row.getLong(1));
    }
  }

  private static void sweep(WriteTransaction transaction, Due due) throws SQLException {
    if (transaction.now().isBefore(due.row().validity().hardExpiry())) {
      transaction.objects().sweepAtExpiry(due.row());
    } else {
      remove(transaction, due);
    }
  }

  private static void remove(WriteTransaction transaction, Due expired) throws SQLException {
    KindFigures kind = transaction.state().figures(expired.generation());
    EntryAddress address = address(kind, expired);
    if (kind == null) {
      // Of a cleared generation: neither counted nor to be seen any more.
      transaction.objects().delete(address, expired.row());
    } else {
      transaction.remove(address, expired.row(), Removal.EXPIRED);
    }
  }

  private static EntryAddress address(@Nullable KindFigures kind, Due expired) {
    ObjectKey key =
        kind == null
            ? new ObjectKey("", "", expired.id())
            : new ObjectKey(kind.namespace(), kind.kind(), expired.id());
    return new EntryAddress(expired.generation(), key);
  }
}
