package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times and durations come back from their columns as they were, to the microsecond. */
class MicrosecondsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2026-01-15T12:00:00.123456Z",
        "1969-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59.999999Z"
      })
  void time_comesBack(String text) {
    Instant time = Instant.parse(text);
    assertEquals(time, Microseconds.time(Microseconds.of(time)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.000001S", "PT1H", "P3650D", "PT-0.000001S", "PT-1.5S"})
  void duration_comesBack(String text) {
    Duration duration = Duration.parse(text);
    assertEquals(duration, Microseconds.duration(Microseconds.of(duration)));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1_000_001, -1, 0, 1, Long.MAX_VALUE})
  void anyNumber_isWhatTheLibraryMakesOfIt(long microseconds) {
    assertEquals(
        Instant.EPOCH.plus(microseconds, ChronoUnit.MICROS), Microseconds.time(microseconds));
    assertEquals(Duration.of(microseconds, ChronoUnit.MICROS), Microseconds.duration(microseconds));
  }
}
