package dev.larder.client;

import java.time.Duration;
import java.util.Optional;

/** The part that a read gave its caller in the fill of its key. */
sealed interface FillTicket<T> {
  /**
   * The caller is the one who asks the origin.
   *
   * @param token its proof
   * @param expiresIn how long its lease lasts, from the server's answer on
   * @param previous what it may revalidate
   */
  record Leader<T>(String token, Duration expiresIn, Optional<CachedObject<T>> previous)
      implements FillTicket<T> {}

  /**
   * Another asks the origin, and the wait for it is over.
   *
   * @param retryAfter when to ask again
   */
  record Follower<T>(Duration retryAfter) implements FillTicket<T> {}

  /**
   * The origin failed a short while ago.
   *
   * @param retryAfter when it may be asked again
   * @param lastError what the one who asked it said
   */
  record InBackoff<T>(Duration retryAfter, LarderException lastError) implements FillTicket<T> {}

  /** No fill belongs to the answer. */
  record None<T>() implements FillTicket<T> {}
}
