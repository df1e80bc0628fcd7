package dev.larder.config;

import java.util.Collection;
import java.util.Comparator;

/** Guesses what somebody meant who wrote a name that does not exist. */
final class Suggestion {
  private Suggestion() {}

  /** {@code "; did you mean data-dir?"}, or nothing when no name is near. */
  static String forUnknown(String unknown, Collection<String> known) {
    int tolerance = Math.max(2, unknown.length() / 3);
    return known.stream()
        .min(
            Comparator.<String>comparingInt(name -> distance(unknown, name))
                .thenComparing(name -> name))
        .filter(name -> distance(unknown, name) <= tolerance)
        .map(name -> "; did you mean " + name + "?")
        .orElse("");
  }

  /** How many characters have to be inserted, deleted or replaced to make one from the other. */
  static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      above[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      above = nextRow(above, row, from.charAt(row - 1), to);
    }
    return above[to.length()];
  }

  private static int[] nextRow(int[] above, int row, char letter, String to) {
    int[] current = new int[above.length];
    current[0] = row;
    for (int column = 1; column < current.length; column++) {
      int replaced = above[column - 1] + (letter == to.charAt(column - 1) ? 0 : 1);
      current[column] = Math.min(replaced, Math.min(above[column], current[column - 1]) + 1);
    }
    return current;
  }
}
