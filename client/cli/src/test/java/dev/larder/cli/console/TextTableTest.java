package dev.larder.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTableTest {
  @Test
  void lines_ofColumns_alignAsHeadingsSay() {
    TextTable table = TextTable.of("NAME", ">COUNT");
    table.row("a", "5");
    table.row("longer", "12345");
    assertEquals(List.of("NAME    COUNT", "a           5", "longer  12345"), table.lines());
  }

  @Test
  void lines_withWideAndCombiningCharacters_countColumnsNotCharacters() {
    TextTable table = TextTable.of("N", "X");
    table.row("東京", "1");
    table.row("e\u0301", "2");
    table.row("👍", "3");
    assertEquals(List.of("N     X", "東京  1", "e\u0301     2", "👍    3"), table.lines());
  }

  @Test
  void row_withControlCharacters_cannotSteerTheTerminal() {
    TextTable table = TextTable.of("N");
    table.row("a\u001b[2J\nb");
    assertEquals("a·[2J·b", table.lines().get(1));
  }

  @Test
  void row_withTooFewCells_isRefused() {
    TextTable table = TextTable.of("A", "B");
    assertThrows(IllegalArgumentException.class, () -> table.row("1"));
  }
}
