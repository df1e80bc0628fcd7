package dev.larder.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Housekeeping that has to be done on the writing connection, cut small: the writer runs a slice
 * when no caller waits, or at the latest after a bounded delay, so that neither ever starves the
 * other. A slice that fails is logged and comes again later.
 */
sealed interface MaintenanceSlice {
  /** Names it in logs: "sweep". */
  String name();

  /**
   * True when it cannot give way to waiting writes: it is then run after every group of them, so
   * that it keeps up with what they do. Asked on the writer thread, often.
   */
  default boolean isUrgent() {
    return false;
  }

  /**
   * Told when {@link InTransaction#run} or its commit has failed, so that what it did is undone.
   * Called on the writer thread.
   */
  default void failed() {}

  /** A slice that changes entries. */
  non-sealed interface InTransaction extends MaintenanceSlice {
    /**
     * Does some of the work. Called on the writer thread, inside a transaction of its own that is
     * committed after it, or rolled back when this throws.
     *
     * @param time stop soon after nothing of it remains
     * @return when to be called again; zero, as soon as possible, when there is more to do
     */
    Duration run(WriteTransaction transaction, SliceBudget time) throws SQLException;
  }

  /** A slice that must not run inside a transaction: a checkpoint, a vacuum. */
  non-sealed interface OnConnection extends MaintenanceSlice {
    /** As above, but outside of any transaction. */
    Duration run(Connection connection, SliceBudget time) throws SQLException;
  }
}
