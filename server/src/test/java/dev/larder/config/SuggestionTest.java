package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  @ParameterizedTest
  @CsvSource({
    "port, port, 0",
    "prt, port, 1",
    "porrt, port, 1",
    "pört, port, 1",
    "datadir, data-dir, 1",
    "'', port, 4",
    "port, '', 4",
    "kitten, sitting, 3",
  })
  void distance_ofTwoNames_countsTheEdits(String from, String to, int expected) {
    assertEquals(expected, Suggestion.distance(from, to));
  }

  @Test
  void forUnknown_aNearName_isSuggested() {
    assertEquals(
        "; did you mean data-dir?",
        Suggestion.forUnknown("datadir", List.of("port", "data-dir", "durability")));
  }

  @Test
  void forUnknown_nothingNear_suggestsNothing() {
    assertEquals("", Suggestion.forUnknown("colour", List.of("port", "data-dir")));
  }

  @Test
  void forUnknown_twoEquallyNear_alwaysSuggestsTheSame() {
    assertEquals("; did you mean cat?", Suggestion.forUnknown("at", List.of("rat", "cat", "hat")));
  }
}
