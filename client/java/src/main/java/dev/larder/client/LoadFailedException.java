package dev.larder.client;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A loader failed, and nothing that is cached may stand in for it. The cause is what the loader
 * threw; or, when it failed in another process, a {@link LarderException} with what that one told.
 */
public final class LoadFailedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Key key;
  private final boolean interrupted;
  private final @Nullable Duration retryAfterOrNull;

  LoadFailedException(Key key, Throwable cause) {
    this("loading " + key + " failed: " + cause, key, cause, false, null);
  }

  private LoadFailedException(
      String message,
      Key key,
      Throwable cause,
      boolean interrupted,
      @Nullable Duration retryAfterOrNull) {
    super(message, cause);
    this.key = key;
    this.interrupted = interrupted;
    this.retryAfterOrNull = retryAfterOrNull;
  }

  /** Of what a loader of this process threw, wrapped by a future or not. */
  static LoadFailedException of(Key key, Throwable failure) {
    Throwable thrown = Futures.unwrap(failure);
    return thrown instanceof InterruptedLoad load
        ? new LoadFailedException(
            "loading " + key + " was interrupted: " + load.thrown(), key, load.thrown(), true, null)
        : new LoadFailedException(key, thrown);
  }

  /** Of what another process told, or this one before: nobody asks the origin for so long. */
  static LoadFailedException elsewhere(Key key, LarderException told, Duration retryAfter) {
    String message =
        "loading "
            + key
            + " failed and is tried again in "
            + retryAfter.toMillis()
            + " ms: "
            + told;
    return new LoadFailedException(message, key, told, false, retryAfter);
  }

  /** The same failure with the stack of the thread that calls this. */
  LoadFailedException withCallersStack() {
    return new LoadFailedException(
        String.valueOf(getMessage()),
        key,
        getCause() == null ? this : getCause(),
        interrupted,
        retryAfterOrNull);
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

  /**
   * Present when the origin was not asked, because a load failed a short while ago, mostly in
   * another process: the time after which it is asked again.
   */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfterOrNull);
  }
}
