package dev.larder.store.sqlite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When each slice of housekeeping is due. Used by the writer thread alone; times are those of
 * {@link System#nanoTime}.
 */
final class SliceSchedule {
  /** With no slice at all the writer still looks up now and then. */
  private static final long IDLE_NANOS = Duration.ofMinutes(1).toNanos();

  private final List<Due> dues = new ArrayList<>();
  private final long fullNanos;

  private static final class Due {
    private final MaintenanceSlice slice;
    private long time;

    /**
     * When it was due first, of the turns since its last full one; moved on by the pauses that it
     * had between them, for in those it did not wait.
     */
    private long since;

    /** What those turns took. */
    private long nanos;

    Due(MaintenanceSlice slice, long time) {
      this.slice = slice;
      this.time = time;
      this.since = time;
    }
  }

  /**
   * Every slice is due at once.
   *
   * @param full what a slice takes that gives way to nobody
   */
  SliceSchedule(List<MaintenanceSlice> slices, Duration full, long now) {
    this.fullNanos = full.toNanos();
    slices.forEach(slice -> dues.add(new Due(slice, now)));
  }

  /** How long until a slice is due; zero when one is. */
  Duration untilNext(long now) {
    return Duration.ofNanos(
        dues.stream().mapToLong(due -> Math.max(0, due.time - now)).min().orElse(IDLE_NANOS));
  }

  /**
   * The slice that has been due the longest, for at least this time; null when there is none. How
   * long is counted from its last full turn, or from as many cut short as make a full one, without
   * the pauses that it asked for.
   */
  @Nullable MaintenanceSlice overdue(long now, Duration atLeast) {
    return dues.stream()
        .filter(due -> now - due.time >= 0 && now - due.since >= atLeast.toNanos())
        .min(Comparator.comparingLong(due -> due.since - now))
        .map(due -> due.slice)
        .orElse(null);
  }

  /** The slices that do not wait for their time. */
  List<MaintenanceSlice> urgent() {
    return dues.stream().map(due -> due.slice).filter(MaintenanceSlice::isUrgent).toList();
  }

  /** Says when a slice that had its full turn is to come again. */
  void reschedule(MaintenanceSlice slice, long now, Duration pause) {
    Due due = due(slice);
    due.time = now + pause.toNanos();
    due.since = due.time;
    due.nanos = 0;
  }

  /** The same of a slice that gave way after so long. */
  void postpone(MaintenanceSlice slice, long now, Duration pause, long tookNanos) {
    Due due = due(slice);
    due.nanos += tookNanos;
    if (due.nanos >= fullNanos) {
      reschedule(slice, now, pause);
    } else {
      due.time = now + pause.toNanos();
      due.since += pause.toNanos();
    }
  }

  private Due due(MaintenanceSlice slice) {
    return dues.stream().filter(due -> due.slice.equals(slice)).findFirst().orElseThrow();
  }
}
