package dev.larder.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * The bounds of a setting, both included.
 *
 * @param shown writes a bound as it would be given
 */
record SettingRange(long least, long most, LongFunction<String> shown) {
  private static final Map<Long, String> SIZES =
      new TreeMap<>(Map.of(1L << 10, "KB", 1L << 20, "MB", 1L << 30, "GB"));
  private static final Map<Long, String> TIMES =
      new TreeMap<>(Map.of(1L, "ms", 1_000L, "s", 60_000L, "m", 3_600_000L, "h", 86_400_000L, "d"));

  /** Of a plain number. */
  static SettingRange numbers(long least, long most) {
    return new SettingRange(least, most, Long::toString);
  }

  /** Of a number of bytes. */
  static SettingRange sizes(long least, long most) {
    return new SettingRange(least, most, bytes -> inUnits(bytes, SIZES));
  }

  /** Of a number of milliseconds. */
  static SettingRange times(long least, long most) {
    return new SettingRange(least, most, time -> time == 0 ? "0s" : inUnits(time, TIMES));
  }

  /** In the largest unit that leaves a whole number. */
  private static String inUnits(long value, Map<Long, String> units) {
    String text = Long.toString(value);
    for (Map.Entry<Long, String> unit : units.entrySet()) {
      if (value != 0 && value % unit.getKey() == 0) {
        text = value / unit.getKey() + unit.getValue();
      }
    }
    return text;
  }

  /** The value, when it is within. */
  long require(long value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException("expected a value from " + words());
    }
    return value;
  }

  /** A description with the bounds at its end. */
  String describe(String description) {
    return description + " From " + words() + ".";
  }

  private String words() {
    return shown.apply(least) + " to " + shown.apply(most);
  }
}
