package dev.larder.transport;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of single fields. Each check answers its value, or fails with the reason and the
 * field's path.
 */
final class FieldChecks {
  /** The most bytes of UTF-8 that one char can need. */
  private static final int BYTES_PER_CHAR = 3;

  private FieldChecks() {}

  /** True for what {@link #name} answers, false for what it refuses. */
  static boolean isName(String value, int mostBytes) {
    return !value.isEmpty() && value.indexOf('\0') < 0 && isAtMost(value, mostBytes);
  }

  /** A name: 1 to so many bytes, no NUL. */
  static String name(String value, int mostBytes, String field) {
    if (value.isEmpty()) {
      throw CacheException.invalid(Reason.KEY_INVALID, field, "must not be empty");
    }
    if (value.indexOf('\0') >= 0) {
      throw CacheException.invalid(Reason.KEY_INVALID, field, "must not hold NUL");
    }
    return atMost(value, mostBytes, Reason.KEY_INVALID, field);
  }

  /** The same, or empty for none. */
  static @Nullable String optionalName(String value, int mostBytes, String field) {
    return value.isEmpty() ? null : name(value, mostBytes, field);
  }

  /** Names, each of 1 to so many bytes; the path of the first is {@code field[0]}. */
  static List<String> names(List<String> values, int mostBytes, String field) {
    for (int i = 0; i < values.size(); i++) {
      String unused = name(values.get(i), mostBytes, field + "[" + i + "]");
    }
    return List.copyOf(values);
  }

  /** A text of at most so many bytes, which may be empty. */
  static String text(String value, int mostBytes, String field) {
    return atMost(value, mostBytes, Reason.POLICY_INVALID, field);
  }

  /** A list of at most so many items. */
  static <T> List<T> items(List<T> values, int most, Reason reason, String field) {
    if (values.size() > most) {
      throw CacheException.invalid(reason, field, "at most " + most + " items");
    }
    return values;
  }

  /** A page size: 1 to 1000, or 0 for the default. */
  static int pageSize(int value) {
    if (value < 0 || value > 1000) {
      throw CacheException.invalid(Reason.POLICY_INVALID, "page_size", "must be from 0 to 1000");
    }
    return value == 0 ? 100 : value;
  }

  /** A count that is not negative. */
  static long count(long value, String field) {
    if (value < 0) {
      throw CacheException.invalid(Reason.POLICY_INVALID, field, "must not be negative");
    }
    return value;
  }

  /** An enum number that this server does not know. */
  static CacheException unknownNumber(String field) {
    return CacheException.invalid(Reason.POLICY_INVALID, field, "unknown enum number");
  }

  private static String atMost(String value, int mostBytes, Reason reason, String field) {
    if (!isAtMost(value, mostBytes)) {
      throw CacheException.invalid(reason, field, "at most " + mostBytes + " bytes of UTF-8");
    }
    return value;
  }

  private static boolean isAtMost(String value, int mostBytes) {
    return (long) value.length() * BYTES_PER_CHAR <= mostBytes
        || (value.length() <= mostBytes
            && value.getBytes(StandardCharsets.UTF_8).length <= mostBytes);
  }
}
