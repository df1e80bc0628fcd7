package dev.larder.cli.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long operations took, in nanoseconds to three digits. Thread-safe. */
final class Latencies {
  private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
  private static final int DIGITS = 3;

  private final Histogram reads = new ConcurrentHistogram(LONGEST, DIGITS);
  private final Histogram writes = new ConcurrentHistogram(LONGEST, DIGITS);

  void record(boolean isRead, long nanos) {
    (isRead ? reads : writes).recordValue(Math.max(0, Math.min(nanos, LONGEST)));
  }

  /** A copy of those of reads. */
  Histogram reads() {
    return reads.copy();
  }

  /** A copy of those of writes. */
  Histogram writes() {
    return writes.copy();
  }

  /** A copy of both together. */
  Histogram all() {
    Histogram all = reads.copy();
    all.add(writes);
    return all;
  }
}
