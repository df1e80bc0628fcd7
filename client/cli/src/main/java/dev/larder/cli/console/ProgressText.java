package dev.larder.cli.console;

import java.time.Duration;
import java.util.Locale;

/**
 * How progress reads.
 *
 * @param unit what one of those is that are counted
 * @param total where the position ends; 0 when that is not known
 * @param columns how wide a bar may be
 */
record ProgressText(String unit, long total, int columns) {
  private static final int LARGEST_BAR = 40;
  private static final int SMALLEST_BAR = 8;
  private static final double NANOS_PER_SECOND = 1e9;

  /** For a terminal: "[####----] 45% 70,000 records 12,345/s ETA 12s". */
  String bar(long records, long position, Duration elapsed) {
    String figures = line(records, position, elapsed);
    int room = Math.min(LARGEST_BAR, columns - DisplayWidth.of(figures) - 4);
    if (total == 0 || room < SMALLEST_BAR) {
      return figures.substring(0, Math.min(figures.length(), columns - 1));
    }
    int done = (int) (room * share(position));
    return "[" + "#".repeat(done) + "-".repeat(room - done) + "] " + figures;
  }

  /** The figures alone. */
  String line(long records, long position, Duration elapsed) {
    double seconds = Math.max(1e-3, elapsed.toNanos() / NANOS_PER_SECOND);
    String figures =
        String.format(Locale.ROOT, "%s  %,.0f/s", Counts.of(records, unit), records / seconds);
    if (total == 0) {
      return figures;
    }
    return String.format(
        Locale.ROOT,
        "%3.0f%%  %s  ETA %s",
        100 * share(position),
        figures,
        remaining(position, elapsed));
  }

  private double share(long position) {
    return Math.min(1, Math.max(0, (double) position / total));
  }

  private String remaining(long position, Duration elapsed) {
    if (position <= 0) {
      return "?";
    }
    double rest = Math.max(0, total - position) * (elapsed.toNanos() / (double) position);
    return Durations.rough(Duration.ofSeconds(Math.round(rest / NANOS_PER_SECOND)));
  }
}
