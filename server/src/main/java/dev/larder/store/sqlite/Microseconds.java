package dev.larder.store.sqlite;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times and durations as the tables keep them: whole microseconds, since 1970 for a time. */
final class Microseconds {
  private Microseconds() {}

  static long of(Instant time) {
    return of(time.getEpochSecond(), time.getNano());
  }

  static long of(Duration duration) {
    return of(duration.getSeconds(), duration.getNano());
  }

  private static long of(long seconds, int nanoseconds) {
    return Math.addExact(Math.multiplyExact(seconds, 1_000_000L), nanoseconds / 1_000);
  }

  static Instant time(long microseconds) {
    return Instant.EPOCH.plus(microseconds, ChronoUnit.MICROS);
  }

  static Duration duration(long microseconds) {
    return Duration.of(microseconds, ChronoUnit.MICROS);
  }
}
