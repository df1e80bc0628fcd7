package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which slice of housekeeping comes when. */
class SliceScheduleTest {
  /** Just before the clock wraps around, as it may. */
  private final long start = Long.parseLong("9223372036854775800");

  private final MaintenanceSlice sweep = new Named("sweep");
  private final MaintenanceSlice vacuum = new Named("vacuum");
  private final SliceSchedule schedule =
      new SliceSchedule(List.of(sweep, vacuum), Duration.ofNanos(50), start);

  private record Named(String name) implements MaintenanceSlice.OnConnection {
    @Override
    public Duration run(Connection connection, SliceBudget time) {
      return Duration.ZERO;
    }
  }

  @Test
  void overdue_longestWaitingComesFirst() {
    schedule.reschedule(sweep, start, Duration.ofNanos(20));
    schedule.reschedule(vacuum, start, Duration.ofNanos(10));
    assertSame(vacuum, schedule.overdue(start + 30, Duration.ZERO));
  }

  @Test
  void overdue_notYetDue_isNull() {
    schedule.reschedule(sweep, start, Duration.ofNanos(20));
    schedule.reschedule(vacuum, start, Duration.ofNanos(10));
    assertNull(schedule.overdue(start + 9, Duration.ZERO));
    assertEquals(Duration.ofNanos(1), schedule.untilNext(start + 9));
  }

  @Test
  void overdue_writesWaiting_comesOnlyAfterTheDelay() {
    Duration delay = Duration.ofNanos(100);
    assertNull(schedule.overdue(start + 99, delay));
    assertSame(sweep, schedule.overdue(start + 100, delay));
  }

  @Test
  void overdue_gaveWay_isCountedFromItsLastFullTurn() {
    Duration delay = Duration.ofNanos(100);
    schedule.reschedule(vacuum, start, Duration.ofDays(1));
    schedule.reschedule(sweep, start, Duration.ofNanos(10));
    schedule.postpone(sweep, start + 60, Duration.ZERO, 49);
    assertSame(sweep, schedule.overdue(start + 60, Duration.ZERO));
    assertNull(schedule.overdue(start + 109, delay));
    assertSame(sweep, schedule.overdue(start + 110, delay));
  }

  @Test
  void overdue_gaveWayAfterTurnsThatMakeAFullOne_isCountedFromTheLastOfThem() {
    Duration delay = Duration.ofNanos(100);
    schedule.reschedule(vacuum, start, Duration.ofDays(1));
    schedule.postpone(sweep, start + 30, Duration.ZERO, 25);
    schedule.postpone(sweep, start + 60, Duration.ZERO, 25);
    assertNull(schedule.overdue(start + 159, delay));
    assertSame(sweep, schedule.overdue(start + 160, delay));
    schedule.postpone(sweep, start + 170, Duration.ZERO, 49);
    assertSame(sweep, schedule.overdue(start + 171, delay), "what was taken before is forgotten");
  }

  @Test
  void overdue_pauseAfterGivingWay_isKept() {
    schedule.reschedule(vacuum, start, Duration.ofDays(1));
    schedule.postpone(sweep, start, Duration.ofNanos(500), 1);
    assertNull(schedule.overdue(start + 499, Duration.ZERO));
    assertSame(sweep, schedule.overdue(start + 500, Duration.ZERO));
  }

  @Test
  void overdue_pauseAfterGivingWay_isNoWaiting() {
    Duration delay = Duration.ofNanos(100);
    schedule.reschedule(vacuum, start, Duration.ofDays(1));
    // It has waited for 60 of them, finishes as a write comes, and has nothing to do for a while.
    schedule.postpone(sweep, start + 60, Duration.ofNanos(500), 1);
    assertNull(schedule.overdue(start + 599, delay), "it would give way to nobody");
    assertSame(sweep, schedule.overdue(start + 600, delay));
  }
}
