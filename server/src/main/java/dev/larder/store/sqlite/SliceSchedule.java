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

  private static final class Due {
    private final MaintenanceSlice slice;
    private long time;

    Due(MaintenanceSlice slice, long time) {
      this.slice = slice;
      this.time = time;
    }
  }

  /** Every slice is due at once. */
  SliceSchedule(List<MaintenanceSlice> slices, long now) {
    slices.forEach(slice -> dues.add(new Due(slice, now)));
  }

  /** How long until a slice is due; zero when one is. */
  Duration untilNext(long now) {
    return Duration.ofNanos(
        dues.stream().mapToLong(due -> Math.max(0, due.time - now)).min().orElse(IDLE_NANOS));
  }

  /** The slice that has been due the longest, for at least this time; null when there is none. */
  @Nullable MaintenanceSlice overdue(long now, Duration atLeast) {
    return dues.stream()
        .filter(due -> now - due.time >= atLeast.toNanos())
        .min(Comparator.comparingLong(due -> due.time - now))
        .map(due -> due.slice)
        .orElse(null);
  }

  /** The slices that do not wait for their time. */
  List<MaintenanceSlice> urgent() {
    return dues.stream().map(due -> due.slice).filter(MaintenanceSlice::isUrgent).toList();
  }

  /** Says when a slice is to come again. */
  void reschedule(MaintenanceSlice slice, long now, Duration pause) {
    for (Due due : dues) {
      if (due.slice == slice) {
        due.time = now + pause.toNanos();
      }
    }
  }
}
