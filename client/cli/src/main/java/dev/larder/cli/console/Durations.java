package dev.larder.cli.console;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: "1h", "90s", "1h30m", "0.5s", "250ms", "7d". */
public final class Durations {
  private static final Pattern PART =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)(ns|us|µs|ms|s|m|h|d)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L);
  // As long as the server lets a lifetime be; in nanoseconds it fits a long, with room to add.
  private static final Duration LONGEST = Duration.ofDays(3650);

  private static final int HOURS_PER_DAY = 24;

  private Durations() {}

  /**
   * Reads a duration: numbers, each with its unit (ns, us, ms, s, m, h, d), added up. "0" needs no
   * unit.
   *
   * @throws IllegalArgumentException when it is none, or longer than 3650 days
   */
  public static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher part = PART.matcher(text);
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      nanos =
          nanos.add(
              new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit(part.group(2)))));
      end = part.end();
    }
    if (end == 0 || end != text.length()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration: write 30s, 5m, 1h30m, 7d or 250ms");
    }
    if (nanos.compareTo(nanos(LONGEST)) > 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is too long: at most " + LONGEST.toDays() + "d");
    }
    return Duration.ofNanos(nanos.longValue());
  }

  private static BigDecimal nanos(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos());
  }

  private static long unit(String name) {
    Long nanos = NANOS.get(name);
    if (nanos == null) {
      throw new IllegalArgumentException("'" + name + "' is not a unit of time");
    }
    return nanos;
  }

  /**
   * The same in whole, exactly, in the fewest parts: "1h", "1h30m", "1.5s", "0s"; {@link #parse}
   * reads it.
   */
  public static String exact(Duration duration) {
    if (duration.isNegative()) {
      return "-" + exact(duration.negated());
    }
    StringBuilder text = new StringBuilder();
    // A day is better known as 24h.
    boolean inDays = duration.toHours() >= 2 * HOURS_PER_DAY;
    append(text, inDays ? duration.toDays() : 0, "d");
    append(text, inDays ? duration.toHoursPart() : duration.toHours(), "h");
    append(text, duration.toMinutesPart(), "m");
    if (duration.toSecondsPart() > 0 || duration.toNanosPart() > 0 || text.isEmpty()) {
      text.append(seconds(duration.toSecondsPart(), duration.toNanosPart()));
    }
    return text.toString();
  }

  private static String seconds(int seconds, int nanos) {
    int millis = nanos / 1_000_000;
    if (seconds == 0 && millis > 0 && nanos % 1_000_000 == 0) {
      return millis + "ms";
    }
    BigDecimal whole = BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos, 9));
    return (nanos == 0 ? String.valueOf(seconds) : whole.stripTrailingZeros().toPlainString())
        + "s";
  }

  private static void append(StringBuilder text, long value, String unit) {
    if (value > 0) {
      text.append(value).append(unit);
    }
  }

  /**
   * About the same for people, in at most two parts: "3d 4h", "12m 5s", "1.2s", "35ms", "120µs".
   */
  public static String rough(Duration duration) {
    if (duration.isNegative()) {
      return "-" + rough(duration.negated());
    }
    if (duration.toSeconds() >= 10) {
      return roughSeconds(duration.plusMillis(500).toSeconds());
    }
    long micros = duration.toNanos() / 1_000;
    if (micros == 0) {
      return duration.isZero() ? "0s" : duration.toNanos() + "ns";
    }
    return micros >= 1_000_000
        ? scaled(micros, 1_000_000) + "s"
        : micros >= 1_000 ? scaled(micros, 1_000) + "ms" : micros + "µs";
  }

  private static String scaled(long value, long unit) {
    BigDecimal scaled = BigDecimal.valueOf(value).divide(BigDecimal.valueOf(unit));
    int decimals = value >= 100 * unit ? 0 : value >= 10 * unit ? 1 : 2;
    return scaled.setScale(decimals, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
  }

  private static String roughSeconds(long seconds) {
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return two(seconds / 60, "m", seconds % 60, "s");
    }
    return seconds < 86_400
        ? two(seconds / 3_600, "h", seconds % 3_600 / 60, "m")
        : two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return small == 0 ? large + largeUnit : large + largeUnit + " " + small + smallUnit;
  }
}
