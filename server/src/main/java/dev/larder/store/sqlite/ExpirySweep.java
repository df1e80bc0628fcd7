package dev.larder.store.sqlite;

import dev.larder.model.ObjectKey;
import dev.larder.store.EntryAddress;
import dev.larder.store.sqlite.WriteTransaction.Removal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes the entries that are past their hard expiry, the longest expired first. */
final class ExpirySweep implements MaintenanceSlice.InTransaction {
  private static final int ROWS_AT_ONCE = 64;
  private static final String FIND_EXPIRED =
      "SELECT "
          + EntryRows.HEAD_COLUMNS
          + ", generation FROM entry WHERE hard_expiry <= ? ORDER BY hard_expiry LIMIT "
          + ROWS_AT_ONCE;
  private static final int GENERATION_COLUMN = 14;

  private final Duration interval;

  ExpirySweep(Duration interval) {
    this.interval = interval;
  }

  private record Expired(long generation, String id, EntryHead row) {}

  @Override
  public String name() {
    return "expiry sweep";
  }

  @Override
  public Duration run(WriteTransaction transaction, Duration budget) throws SQLException {
    boolean done = removeExpired(transaction, SliceBudget.of(budget));
    return done ? interval : Duration.ZERO;
  }

  /** Removes at least one, and as many as there is time for; false when some are left. */
  private static boolean removeExpired(WriteTransaction transaction, SliceBudget time)
      throws SQLException {
    List<Expired> found = find(transaction);
    while (!found.isEmpty()) {
      for (Expired expired : found) {
        remove(transaction, expired);
        // Asked after each row, for rows can be large.
        if (!time.remains()) {
          return false;
        }
      }
      found = found.size() < ROWS_AT_ONCE ? List.of() : find(transaction);
    }
    return true;
  }

  private static List<Expired> find(WriteTransaction transaction) throws SQLException {
    PreparedStatement statement = transaction.statements().get(FIND_EXPIRED);
    statement.setLong(1, Microseconds.of(transaction.now()));
    List<Expired> found = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(
            new Expired(rows.getLong(GENERATION_COLUMN), EntryRows.id(rows), EntryRows.head(rows)));
      }
    }
    return found;
  }

  private static void remove(WriteTransaction transaction, Expired expired) throws SQLException {
    KindFigures kind = transaction.state().figures(expired.generation());
    EntryAddress address = address(kind, expired);
    if (kind == null) {
      // Of a cleared generation: neither counted nor to be seen any more.
      transaction.objects().delete(address, expired.row());
    } else {
      transaction.remove(address, expired.row(), Removal.EXPIRED);
    }
  }

  private static EntryAddress address(@Nullable KindFigures kind, Expired expired) {
    ObjectKey key =
        kind == null
            ? new ObjectKey("", "", expired.id())
            : new ObjectKey(kind.namespace(), kind.kind(), expired.id());
    return new EntryAddress(expired.generation(), key);
  }
}
