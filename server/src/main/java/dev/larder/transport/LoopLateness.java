package dev.larder.transport;

import java.util.concurrent.TimeUnit;

/**
 * How late the ticks of one event loop were, by the second, for the last minute.
 *
 * <p>Thread-safe.
 */
final class LoopLateness {
  private static final int SECONDS = 60;

  private final long period;
  private final long[] longestOfSecond = new long[SECONDS];
  private final long[] second = new long[SECONDS];
  private final long origin;
  private long lastTick;

  LoopLateness(long period, long now) {
    this.period = period;
    this.origin = now;
    this.lastTick = now;
  }

  /** The loop ticks now; the next tick is due one period later. */
  synchronized void tick(long now) {
    long current = secondOf(now);
    int slot = (int) (current % SECONDS);
    long late = lateAt(now);
    longestOfSecond[slot] = second[slot] == current ? Math.max(longestOfSecond[slot], late) : late;
    second[slot] = current;
    lastTick = now;
  }

  /**
   * The longest that the loop was late in the minute before now, or is late now, in nanoseconds.
   */
  synchronized long longest(long now) {
    long longest = lateAt(now);
    long current = secondOf(now);
    for (int slot = 0; slot < SECONDS; slot++) {
      if (current - second[slot] < SECONDS) {
        longest = Math.max(longest, longestOfSecond[slot]);
      }
    }
    return longest;
  }

  private long lateAt(long now) {
    return Math.max(0, now - lastTick - period);
  }

  private long secondOf(long now) {
    return TimeUnit.NANOSECONDS.toSeconds(now - origin);
  }
}
