package dev.larder.client;

import java.io.Serial;

/**
 * A loader failed, and nothing that is cached may stand in for it. The cause is what the loader
 * threw.
 */
public final class LoadFailedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Key key;

  LoadFailedException(Key key, Throwable cause) {
    super("loading " + key + " failed: " + cause, cause);
    this.key = key;
  }

  /** The same failure with the stack of the thread that calls this. */
  LoadFailedException withCallersStack() {
    return new LoadFailedException(key, getCause() == null ? this : getCause());
  }

  /** The object that was to be loaded. */
  public Key key() {
    return key;
  }
}
