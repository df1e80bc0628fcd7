package dev.larder.cli.console;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Points in time as people write them: "2025-01-31T12:00:00Z". */
public final class Instants {
  private Instants() {}

  /**
   * Reads a point in time in ISO 8601, UTC.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Instant parse(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a point in time: write 2025-01-31T12:00:00Z", malformed);
    }
  }
}
