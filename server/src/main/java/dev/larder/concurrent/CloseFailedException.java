package dev.larder.concurrent;

/** Something could not be closed in order. */
public final class CloseFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CloseFailedException(AutoCloseable resource, Exception cause) {
    super(resource.getClass().getSimpleName() + " was not closed in order: " + cause, cause);
  }
}
