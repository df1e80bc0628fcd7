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
  private static final long START = Long.MAX_VALUE - 5;

  private final MaintenanceSlice sweep = new Named("sweep");
  private final MaintenanceSlice vacuum = new Named("vacuum");
  private final SliceSchedule schedule = new SliceSchedule(List.of(sweep, vacuum), START);

  private record Named(String name) implements MaintenanceSlice.OnConnection {
    @Override
    public Duration run(Connection connection, Duration budget) {
      return Duration.ZERO;
    }
  }

  @Test
  void overdue_longestWaitingComesFirst() {
    schedule.reschedule(sweep, START, Duration.ofNanos(20));
    schedule.reschedule(vacuum, START, Duration.ofNanos(10));
    assertSame(vacuum, schedule.overdue(START + 30, Duration.ZERO));
  }

  @Test
  void overdue_notYetDue_isNull() {
    schedule.reschedule(sweep, START, Duration.ofNanos(20));
    schedule.reschedule(vacuum, START, Duration.ofNanos(10));
    assertNull(schedule.overdue(START + 9, Duration.ZERO));
    assertEquals(Duration.ofNanos(1), schedule.untilNext(START + 9));
  }

  @Test
  void overdue_writesWaiting_comesOnlyAfterTheDelay() {
    Duration delay = Duration.ofNanos(100);
    assertNull(schedule.overdue(START + 99, delay));
    assertSame(sweep, schedule.overdue(START + 100, delay));
  }
}
