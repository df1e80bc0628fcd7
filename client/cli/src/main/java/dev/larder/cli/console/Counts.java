package dev.larder.cli.console;

import java.util.Locale;

/** Numbers of things for people: "1 record", "12,345 records". */
public final class Counts {
  private Counts() {}

  /** So many; {@code one} is the word for one of them, whose plural ends in s. */
  public static String of(long count, String one) {
    return String.format(Locale.ROOT, "%,d %s%s", count, one, count == 1 ? "" : "s");
  }
}
