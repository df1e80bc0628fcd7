package dev.larder.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CountsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0 | 0 records", "1 | 1 record", "2 | 2 records", "12345 | 12,345 records"})
  void of_things_hasTheirNumber(long count, String expected) {
    assertEquals(expected, Counts.of(count, "record"));
  }
}
