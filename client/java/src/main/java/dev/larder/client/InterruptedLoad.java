package dev.larder.client;

import java.io.Serial;

/**
 * A loader failed because the thread of the one who asked, in which it ran, was interrupted. That
 * says nothing about the origin.
 */
final class InterruptedLoad extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final Throwable thrown;

  InterruptedLoad(Throwable thrown) {
    super(thrown);
    this.thrown = thrown;
  }

  /** What the loader threw. */
  Throwable thrown() {
    return thrown;
  }
}
