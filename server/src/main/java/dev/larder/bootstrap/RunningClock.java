package dev.larder.bootstrap;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The wall clock, but one that never jumps back while the process lives: an entry that was made
 * stale would be fresh again until the clock had caught up. When the wall clock is set back by a
 * second or more, this one runs on from where it was, and so is ahead of it until the wall clock is
 * set forward or the process starts anew. Smaller steps, and drift, are followed; readers allow for
 * a second. Steps forward are followed at once.
 *
 * <p>Thread-safe and cheap: a read takes no lock.
 */
final class RunningClock implements InstantSource {
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration NOTICEABLE = Duration.ofMillis(100);

  private final InstantSource wall;
  private final LongSupplier nanoTime;
  private final AtomicReference<Anchor> anchor;

  /** A moment on both clocks. */
  private record Anchor(Instant time, long nanos) {
    Instant after(long now) {
      return time.plusNanos(now - nanos);
    }
  }

  RunningClock(InstantSource wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.anchor = new AtomicReference<>(new Anchor(wall.instant(), nanoTime.getAsLong()));
  }

  @Override
  public Instant instant() {
    Anchor known = anchor.get();
    long nanos = nanoTime.getAsLong();
    Instant running = known.after(nanos);
    Instant time = wall.instant();
    Duration behind = Duration.between(time, running);
    if (behind.compareTo(STEP) >= 0) {
      return running;
    }
    if (behind.abs().compareTo(NOTICEABLE) >= 0) {
      // Whoever comes first anchors it; another's anchor is as good.
      anchor.compareAndSet(known, new Anchor(time, nanos));
    }
    return time;
  }
}
