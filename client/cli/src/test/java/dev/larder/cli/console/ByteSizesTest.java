package dev.larder.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512, 512",
    "64K, 65536",
    "1.5M, 1572864",
    "2GiB, 2147483648",
    "1t, 1099511627776",
    "7b, 7"
  })
  void parse_ofSizes_countsInPowersOf1024(String text, long expected) {
    assertEquals(expected, ByteSizes.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "K", "-1", "1X", "1KK", "999999999999999T"})
  void parse_ofAnythingElse_isRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ByteSizes.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 0.98 KiB",
    "1536, 1.50 KiB",
    "10240, 10.0 KiB",
    "245366784, 234 MiB"
  })
  void rough_ofSizes_hasThreeDigits(long bytes, String expected) {
    assertEquals(expected, ByteSizes.rough(bytes));
  }
}
