package dev.larder.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "1h, PT1H",
    "1h30m, PT1H30M",
    "0.5s, PT0.5S",
    "250ms, PT0.25S",
    "7d, PT168H",
    "3ns, PT0.000000003S",
    "1d2h3m4.5s, PT26H3M4.5S",
    "3650d, PT87600H"
  })
  void parse_ofPartsWithUnits_addsThemUp(String text, Duration expected) {
    assertEquals(expected, Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "h",
        "1 h",
        "-1s",
        "1hx",
        "x1h",
        "1e3s",
        "3650d1ns",
        "99999999999999999d"
      })
  void parse_ofAnythingElse_isRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT1M, 1m",
    "PT1H, 1h",
    "PT24H, 24h",
    "PT168H, 7d",
    "PT90M, 1h30m",
    "PT1.5S, 1.5s",
    "PT0.25S, 250ms",
    "PT0.0000005S, 0.0000005s",
    "PT-5M, -5m",
    "PT49H, 2d1h"
  })
  void exact_ofDurations_isShort(Duration duration, String expected) {
    assertEquals(expected, Durations.exact(duration));
  }

  @Test
  void exact_ofAnyDuration_isReadBack() {
    for (Duration duration :
        List.of(
            Duration.ofDays(3650),
            Duration.ofSeconds(86_399, 999_999_999),
            Duration.ofNanos(1),
            Duration.ofSeconds(59, 120_000_000))) {
      assertEquals(duration, Durations.parse(Durations.exact(duration)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.000000012S, 12ns",
    "PT0.00012S, 120µs",
    "PT0.035S, 35ms",
    "PT1.234S, 1.23s",
    "PT12M5S, 12m 5s",
    "PT3H, 3h",
    "PT76H30M, 3d 4h",
    "PT59.9S, 1m"
  })
  void rough_ofDurations_hasAtMostTwoParts(Duration duration, String expected) {
    assertEquals(expected, Durations.rough(duration));
  }
}
