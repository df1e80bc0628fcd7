package dev.larder.store.sqlite;

import java.time.Duration;
import java.time.Instant;

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
    return Instant.ofEpochSecond(seconds(microseconds), nanoseconds(microseconds));
  }

  static Duration duration(long microseconds) {
    return Duration.ofSeconds(seconds(microseconds), nanoseconds(microseconds));
  }

  private static long seconds(long microseconds) {
    return Math.floorDiv(microseconds, 1_000_000L);
  }

  private static long nanoseconds(long microseconds) {
    return Math.floorMod(microseconds, 1_000_000L) * 1_000;
  }
}
