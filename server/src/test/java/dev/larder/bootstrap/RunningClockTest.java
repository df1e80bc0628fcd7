package dev.larder.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunningClockTest {
  private final FakeClock wall = new FakeClock();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final RunningClock clock = new RunningClock(wall, nanos::get);
  private final Instant start = wall.instant();

  private void pass(Duration time) {
    wall.advance(time);
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void instant_ofASteadyWallClock_isTheWallClocks() {
    pass(Duration.ofHours(3));
    assertEquals(start.plus(Duration.ofHours(3)), clock.instant());
  }

  @Test
  void instant_afterAStepForward_isTheWallClocks() {
    wall.advance(Duration.ofHours(1));
    assertEquals(wall.instant(), clock.instant());
  }

  @Test
  void instant_afterAStepBack_runsOn() {
    pass(Duration.ofMinutes(1));
    wall.advance(Duration.ofMinutes(-20));
    assertEquals(start.plus(Duration.ofMinutes(1)), clock.instant());
    pass(Duration.ofMinutes(5));
    assertEquals(start.plus(Duration.ofMinutes(6)), clock.instant());
  }

  @Test
  void instant_afterAStepBackAndForthAgain_isTheWallClocks() {
    wall.advance(Duration.ofMinutes(-20));
    assertEquals(start, clock.instant());
    wall.advance(Duration.ofMinutes(25));
    assertEquals(wall.instant(), clock.instant());
  }

  @Test
  void instant_ofAWallClockThatDriftsSlow_followsIt() {
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofMinutes(10));
      wall.advance(Duration.ofMillis(-300));
      assertEquals(wall.instant(), clock.instant());
    }
  }
}
