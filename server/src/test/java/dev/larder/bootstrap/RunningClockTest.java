package dev.larder.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.larder.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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

  @Test
  void instant_afterASmallStepBack_standsStillUntilTheWallClockHasCaughtUp() {
    pass(Duration.ofMinutes(1));
    Instant told = clock.instant();
    wall.advance(Duration.ofMillis(-500));
    assertEquals(told, clock.instant());
    for (int i = 0; i < 49; i++) {
      pass(Duration.ofMillis(10));
      Duration ahead = Duration.between(told, clock.instant());
      assertFalse(ahead.isNegative() || ahead.toMillis() > 1, () -> "went on by " + ahead);
    }
    pass(Duration.ofMillis(20));
    assertEquals(told.plusMillis(10), clock.instant());
  }

  @Test
  void instant_betweenTwoReadings_goesOnWithTheWallClock() {
    clock.instant();
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofNanos(70_000));
      assertEquals(wall.instant(), clock.instant());
    }
  }

  @Test
  void instant_whateverTheWallClockDoes_neverGoesBack() {
    Random random = seeded();
    Instant told = clock.instant();
    for (int i = 0; i < 100_000; i++) {
      nanos.addAndGet(random.nextInt(2_000_000));
      wall.advance(Duration.ofNanos(random.nextInt(2_000_000)));
      if (random.nextInt(10) == 0) {
        wall.advance(Duration.ofNanos((long) (random.nextGaussian() * 1e9)));
      }
      Instant now = clock.instant();
      assertFalse(now.isBefore(told), () -> "back to " + now);
      told = now;
    }
  }

  @Test
  void instant_readByManyThreads_isNeverBeforeWhatAnyWasTold() throws Exception {
    long seed = seeded().nextLong();
    AtomicLong reads = new AtomicLong();
    // Up to three milliseconds off, another way with every reading.
    InstantSource jumping =
        () -> start.plusNanos(new Random(seed + reads.incrementAndGet()).nextInt(3_000_000));
    RunningClock read = new RunningClock(jumping, System::nanoTime);
    AtomicReference<Instant> latest = new AtomicReference<>(start);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> readers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      readers.add(threads.submit(() -> readAgainAndAgain(read, latest)));
    }
    threads.shutdown();
    for (Future<?> reader : readers) {
      reader.get(30, TimeUnit.SECONDS);
    }
  }

  private static void readAgainAndAgain(InstantSource clock, AtomicReference<Instant> latest) {
    for (int i = 0; i < 100_000; i++) {
      Instant before = latest.get();
      Instant now = clock.instant();
      assertFalse(now.isBefore(before), () -> before + " was told, and then " + now);
      latest.accumulateAndGet(now, (one, other) -> one.isAfter(other) ? one : other);
    }
  }

  private static Random seeded() {
    long seed = System.nanoTime();
    System.out.println("RunningClockTest seed " + seed);
    return new Random(seed);
  }
}
