package dev.larder.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The part that a reader has in a fill. */
public sealed interface FillTicket {
  /**
   * It is the one who asks the origin.
   *
   * @param token proves it
   * @param expiresIn how long its lease lasts
   * @param previous what it may revalidate; null: nothing is stored
   */
  record Leader(String token, Duration expiresIn, @Nullable ServedEntry previous)
      implements FillTicket {}

  /**
   * Somebody else is asking.
   *
   * @param expiresIn how long that one's lease lasts
   * @param retryAfter when to ask again
   */
  record Follower(Duration expiresIn, Duration retryAfter) implements FillTicket {}

  /**
   * The origin has failed, and nobody is to ask it for a while.
   *
   * @param retryAfter when to ask again
   */
  record Backoff(Duration retryAfter, OriginError error) implements FillTicket {}
}
