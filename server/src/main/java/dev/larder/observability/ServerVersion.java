package dev.larder.observability;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The version of this program.
 *
 * @param number as the build says it: {@code 0.1.0}
 */
public record ServerVersion(String number) {
  private static final String RESOURCE = "version.txt";

  /** The version that was built into this program. */
  public static ServerVersion current() {
    try (InputStream resource = ServerVersion.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("the program is incomplete: " + RESOURCE + " is missing");
      }
      return new ServerVersion(new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return number;
  }
}
