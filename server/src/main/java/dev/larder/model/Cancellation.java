package dev.larder.model;

/**
 * Tells whether anyone still waits for an answer: false from the start, true for good once the
 * caller has gone or its deadline has passed. Work that has not begun by then is dropped; a running
 * scan stops at its next look.
 *
 * <p>Implementations must be cheap and thread-safe: it is asked on store threads, often.
 */
@FunctionalInterface
public interface Cancellation {
  /** Of a caller that never goes. */
  Cancellation NEVER = () -> false;

  boolean isCancelled();

  /**
   * Has this done, once and soon, on any thread, when the caller goes; at once when it has gone. It
   * must be quick. A caller of whom that cannot be known is asked with {@link #isCancelled} alone.
   */
  default void whenCancelled(Runnable action) {}
}
