package dev.larder.client;

import java.io.Serial;

/**
 * A loader failed, and nothing that is cached may stand in for it. The cause is what the loader
 * threw.
 */
public final class LoadFailedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Key key;
  private final boolean interrupted;

  LoadFailedException(Key key, Throwable cause) {
    this(key, cause, false);
  }

  private LoadFailedException(Key key, Throwable cause, boolean interrupted) {
    super("loading " + key + " failed: " + cause, cause);
    this.key = key;
    this.interrupted = interrupted;
  }

  static LoadFailedException of(Key key, Throwable failure) {
    return failure instanceof InterruptedLoad load
        ? new LoadFailedException(key, load.thrown(), true)
        : new LoadFailedException(key, failure);
  }

  /** The same failure with the stack of the thread that calls this. */
  LoadFailedException withCallersStack() {
    return new LoadFailedException(key, getCause() == null ? this : getCause(), interrupted);
  }

  /**
   * True when the loader ran in the asker's thread and that was interrupted: others may still load.
   */
  boolean isInterrupted() {
    return interrupted;
  }

  /** The object that was to be loaded. */
  public Key key() {
    return key;
  }
}
