package dev.larder.store;

import org.jspecify.annotations.Nullable;

/**
 * A store could not be opened. The message is for the operator: it names the file, says what is
 * wrong with it and what to do, and needs no stack trace beside it.
 */
public final class StoreOpenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreOpenException(String message) {
    this(message, null);
  }

  public StoreOpenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
