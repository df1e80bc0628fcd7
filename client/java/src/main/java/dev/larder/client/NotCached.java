package dev.larder.client;

import java.io.Serial;

/** What a load brought was not cached. Described in words, for other processes are told. */
final class NotCached extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  NotCached(LarderException cause) {
    super("what was loaded was not cached: " + cause.getMessage(), cause);
  }

  // A class of this program would say nothing to programs in other languages.
  @Override
  @SuppressWarnings("OverrideThrowableToString")
  public String toString() {
    return String.valueOf(getMessage());
  }
}
