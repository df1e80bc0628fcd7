package dev.larder.bootstrap;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The wall clock, but one that never goes back while the process lives, not by a microsecond: what
 * was made stale at a time that readers have seen must not be fresh again at an earlier one. Steps
 * forward are followed at once. When the wall clock is set back by less than a second, or drifts,
 * this one stands still until the wall clock has caught up; when it is set back by a second or
 * more, this one runs on from where it was, and so is ahead of it until the wall clock is set
 * forward or the process starts anew.
 *
 * <p><b>How.</b> Time is told in stretches of a millisecond. Within one it is told by {@link
 * System#nanoTime}, which never goes back, and never beyond the stretch's end; at its end, or when
 * the wall clock has passed that, whoever comes first begins the next, which starts where the wall
 * clock is but not before the end of the last. So the order needs no note of what was told: a read
 * writes to memory that others share once in a millisecond, however many threads read.
 *
 * <p>Thread-safe and cheap: a read takes no lock.
 */
final class RunningClock implements InstantSource {
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final long STRETCH_NANOS = Duration.ofMillis(1).toNanos();

  private final InstantSource wall;
  private final LongSupplier nanoTime;
  private final AtomicReference<Stretch> stretch;

  /**
   * @param start at these nanoseconds, and what is told until then
   * @param end the latest that is told; the start itself where the clock stands still
   */
  private record Stretch(Instant start, long nanos, Instant end) {
    static Stretch running(Instant start, long nanos) {
      return new Stretch(start, nanos, start.plusNanos(STRETCH_NANOS));
    }

    boolean lasts(Instant wall, long elapsed) {
      return elapsed < STRETCH_NANOS && !wall.isAfter(end);
    }

    Instant after(long elapsed) {
      Instant time = start.plusNanos(Math.max(0, elapsed));
      return time.isAfter(end) ? end : time;
    }

    /** What follows this one, which does not last any more. */
    Stretch next(Instant wall, long elapsed) {
      Instant running = start.plusNanos(elapsed);
      long now = nanos + elapsed;
      if (wall.isAfter(end)) {
        return running(wall, now);
      }
      return Duration.between(wall, running).compareTo(STEP) >= 0
          ? running(running, now)
          : new Stretch(end, now, end);
    }
  }

  RunningClock(InstantSource wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.stretch = new AtomicReference<>(Stretch.running(wall.instant(), nanoTime.getAsLong()));
  }

  @Override
  public Instant instant() {
    while (true) {
      Stretch known = stretch.get();
      Instant time = wall.instant();
      // After the wall clock: a pause between the two must not make that look set forward.
      long elapsed = nanoTime.getAsLong() - known.nanos();
      if (known.lasts(time, elapsed)) {
        return known.after(elapsed);
      }
      Stretch next = known.next(time, elapsed);
      if (stretch.compareAndSet(known, next)) {
        return next.start();
      }
    }
  }
}
