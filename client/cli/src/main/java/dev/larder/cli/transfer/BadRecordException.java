package dev.larder.cli.transfer;

import java.io.Serial;

/** A record cannot be put; the message says why. */
final class BadRecordException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  BadRecordException(String message) {
    super(message);
  }

  BadRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
