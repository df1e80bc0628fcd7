package dev.larder.store.sqlite;

import dev.larder.store.sqlite.SqliteStoreConfig.Upkeep;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the slices of housekeeping their turns between the writes of the callers. Used by the
 * writer thread.
 */
final class Housekeeping {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);

  private final Upkeep upkeep;
  private final SliceSchedule slices;
  private final WritingConnection connection;
  private final BooleanSupplier callerWaits;

  /**
   * @param callerWaits whether somebody wants the writer; asked often
   */
  Housekeeping(
      List<MaintenanceSlice> slices,
      Upkeep upkeep,
      WritingConnection connection,
      BooleanSupplier callerWaits) {
    this.upkeep = upkeep;
    this.slices = new SliceSchedule(slices, upkeep.sliceTime(), System.nanoTime());
    this.connection = connection;
    this.callerWaits = callerWaits;
  }

  /** How long until a slice is due; zero when one is. */
  Duration untilNext() {
    return slices.untilNext(System.nanoTime());
  }

  /** Runs those that cannot give way. */
  void runUrgent() {
    slices.urgent().forEach(this::runInFull);
  }

  /**
   * Runs at most one slice, so that the callers' turn comes after it. It gives way to the first
   * caller who comes, too, but for one that has done so for long.
   */
  void runDue() {
    MaintenanceSlice late = slices.overdue(System.nanoTime(), upkeep.sliceDelay());
    if (late != null) {
      runInFull(late);
    } else if (!callerWaits.getAsBoolean()) {
      runUntilWanted();
    }
  }

  private void runInFull(MaintenanceSlice slice) {
    Duration pause = run(slice, SliceBudget.of(upkeep.sliceTime()));
    slices.reschedule(slice, System.nanoTime(), pause);
  }

  private void runUntilWanted() {
    long begin = System.nanoTime();
    MaintenanceSlice slice = slices.overdue(begin, Duration.ZERO);
    if (slice == null) {
      return;
    }
    Caller caller = new Caller();
    Duration pause = run(slice, SliceBudget.of(upkeep.sliceTime()).until(caller));
    long end = System.nanoTime();
    if (caller.seen) {
      slices.postpone(slice, end, pause, end - begin);
    } else {
      slices.reschedule(slice, end, pause);
    }
  }

  /** Whether one has come, when it was looked for last. */
  private final class Caller implements BooleanSupplier {
    private boolean seen;

    @Override
    public boolean getAsBoolean() {
      seen = callerWaits.getAsBoolean();
      return seen;
    }
  }

  private Duration run(MaintenanceSlice slice, SliceBudget time) {
    try {
      if (slice instanceof MaintenanceSlice.OnConnection onConnection) {
        return connection.run(onConnection, time);
      }
      return runInTransaction((MaintenanceSlice.InTransaction) slice, time);
    } catch (SQLException | RuntimeException | Error e) {
      slice.failed();
      log.warn("The slice {} failed; it comes again in {}", slice.name(), PAUSE_AFTER_FAILURE, e);
      return PAUSE_AFTER_FAILURE;
    }
  }

  private Duration runInTransaction(MaintenanceSlice.InTransaction slice, SliceBudget time)
      throws SQLException {
    Duration[] pause = {PAUSE_AFTER_FAILURE};
    connection.publish(connection.transact(transaction -> pause[0] = slice.run(transaction, time)));
    return pause[0];
  }
}
