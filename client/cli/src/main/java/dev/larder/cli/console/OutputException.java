package dev.larder.cli.console;

import java.io.IOException;
import java.io.Serial;

/** Standard output cannot be written. */
public final class OutputException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  OutputException(IOException cause) {
    super("cannot write to standard output: " + cause.getMessage(), cause);
  }

  /** True when whoever read it has gone, as {@code head} does when it has enough. */
  public boolean isReaderGone() {
    String message = String.valueOf(getCause());
    return message.contains("Broken pipe") || message.contains("Pipe closed");
  }
}
