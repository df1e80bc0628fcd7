package dev.larder.cli.console;

import java.util.Locale;

/** How results are printed. */
public enum OutputFormat {
  /** For people. */
  TABLE,

  /** For programs: one object a line, with field names that stay. */
  JSON;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
