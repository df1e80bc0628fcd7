package dev.larder.store.sqlite;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A reservoir of some of the times that were passed lately, and the time that an eighth of them is
 * not later than.
 */
final class TimeSample {
  private static final int SIZE = 256;
  private static final int SHARE = 8;

  private final RandomGenerator random;
  private final long[] times = new long[SIZE];
  private int filled;

  TimeSample(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Adds a time. Once the reservoir is full, each is kept with such a chance that it replaces what
   * the reservoir holds twice in a round.
   *
   * @param population how many rows a round has
   */
  void add(long time, long population) {
    if (filled < SIZE) {
      times[filled++] = time;
    } else if (random.nextLong(Math.max(1, population)) < 2 * SIZE) {
      times[random.nextInt(SIZE)] = time;
    }
  }

  /** What is not later than this is old. At least one time must have been added. */
  long oldest() {
    long[] sorted = Arrays.copyOf(times, filled);
    Arrays.sort(sorted);
    return sorted[filled / SHARE];
  }
}
