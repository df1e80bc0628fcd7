package dev.larder.cli.console;

import java.io.Serial;

/** The server refused something that the message names as the user knows it. */
public final class RefusedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** With what was refused and why, in one line, and what the server said. */
  public RefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
