package dev.larder.transport;

import java.util.Objects;

/** The version of this server, as its jar says. */
final class ServerVersion {
  private ServerVersion() {}

  /** For example {@code 0.1.0}; {@code development} where it does not run from a jar. */
  static String current() {
    return Objects.requireNonNullElse(
        ServerVersion.class.getPackage().getImplementationVersion(), "development");
  }
}
