package dev.larder.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows under headings, in columns two spaces apart; not thread-safe. A heading that begins with '>'
 * aligns its column to the right. Control characters in cells are shown as '·', so that what is
 * stored cannot steer the terminal.
 */
public final class TextTable {
  private static final String GAP = "  ";

  private final List<String> headings;
  private final List<Boolean> alignedRight;
  private final List<List<String>> rows = new ArrayList<>();

  private TextTable(List<String> headings, List<Boolean> alignedRight) {
    this.headings = headings;
    this.alignedRight = alignedRight;
  }

  /** A table without rows yet. */
  public static TextTable of(String... headings) {
    List<String> all = List.of(headings);
    return new TextTable(
        all.stream()
            .map(heading -> heading.startsWith(">") ? heading.substring(1) : heading)
            .toList(),
        all.stream().map(heading -> heading.startsWith(">")).toList());
  }

  /** Adds a row, a cell for each heading. */
  public void row(String... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + headings.size() + " headings");
    }
    rows.add(List.of(cells).stream().map(TextTable::printable).toList());
  }

  /** True without rows. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The headings and the rows, a line each. */
  public List<String> lines() {
    List<List<String>> all = new ArrayList<>(rows.size() + 1);
    all.add(headings);
    all.addAll(rows);
    int[] widths =
        IntStream.range(0, headings.size())
            .map(
                column ->
                    all.stream().mapToInt(row -> DisplayWidth.of(row.get(column))).max().orElse(0))
            .toArray();
    return all.stream().map(row -> line(row, widths)).toList();
  }

  /** What is printed of text that came from elsewhere: no control characters. */
  public static String printable(String text) {
    return text.codePoints().noneMatch(Character::isISOControl)
        ? text
        : text.codePoints()
            .map(codePoint -> Character.isISOControl(codePoint) ? '·' : codePoint)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      String padding = " ".repeat(widths[column] - DisplayWidth.of(cell));
      line.append(column == 0 ? "" : GAP);
      line.append(alignedRight.get(column) ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }
}
