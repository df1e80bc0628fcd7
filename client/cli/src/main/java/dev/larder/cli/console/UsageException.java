package dev.larder.cli.console;

import java.io.Serial;

/** The command cannot be done as it was given; the message says what to change. */
public final class UsageException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** With what is wrong, in one line. */
  public UsageException(String message) {
    super(message);
  }

  /** The same, found by way of another exception. */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
