package dev.larder.transport;

import com.google.protobuf.Timestamp;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Times and durations, as the wire and as Java write them. What is out of range is POLICY_INVALID.
 */
final class WireTimes {
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  /** Of the well-known types: about ten thousand years. */
  private static final long MOST_DURATION_SECONDS = 315_576_000_000L;

  /** The last second of the year 9999. */
  private static final long MOST_TIMESTAMP_SECONDS = 253_402_300_799L;

  private WireTimes() {}

  static com.google.protobuf.Duration duration(Duration duration) {
    boolean negative = duration.isNegative() && duration.getNano() > 0;
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds() + (negative ? 1 : 0))
        .setNanos(duration.getNano() - (negative ? NANOS_PER_SECOND : 0))
        .build();
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /** A duration that is not negative. */
  static Duration read(com.google.protobuf.Duration wire, String field) {
    if (!wellFormed(wire)) {
      throw CacheException.invalid(Reason.POLICY_INVALID, field, "not a well-formed duration");
    }
    if (wire.getSeconds() < 0 || wire.getNanos() < 0) {
      throw CacheException.invalid(Reason.POLICY_INVALID, field, "must not be negative");
    }
    return Duration.ofSeconds(wire.getSeconds(), wire.getNanos());
  }

  /** A duration that is neither negative nor longer than this. */
  static Duration read(com.google.protobuf.Duration wire, Duration longest, String field) {
    Duration duration = read(wire, field);
    if (duration.compareTo(longest) > 0) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID, field, "must not be longer than " + longest.toDays() + " days");
    }
    return duration;
  }

  /** A time from 1970 on, to the microsecond. */
  static Instant read(Timestamp wire, String field) {
    long seconds = wire.getSeconds();
    int nanos = wire.getNanos();
    if (nanos < 0 || nanos >= NANOS_PER_SECOND || seconds > MOST_TIMESTAMP_SECONDS) {
      throw CacheException.invalid(Reason.POLICY_INVALID, field, "not a well-formed timestamp");
    }
    if (seconds < 0) {
      throw CacheException.invalid(Reason.POLICY_INVALID, field, "must not be before 1970");
    }
    return Instant.ofEpochSecond(seconds, nanos).truncatedTo(ChronoUnit.MICROS);
  }

  private static boolean wellFormed(com.google.protobuf.Duration wire) {
    return wire.getSeconds() <= MOST_DURATION_SECONDS
        && wire.getSeconds() >= -MOST_DURATION_SECONDS
        && Math.abs((long) wire.getNanos()) < NANOS_PER_SECOND
        && (wire.getSeconds() == 0
            || wire.getNanos() == 0
            || wire.getSeconds() > 0 == wire.getNanos() > 0);
  }
}
