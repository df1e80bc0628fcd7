package dev.larder.cache;

/** What a caller is to a key. */
sealed interface FillPart {
  /** There is no fill, and it would not lead. */
  record None() implements FillPart {}

  /** It leads. */
  record Lead(Fill fill) implements FillPart {}

  /** It waits: see its {@link Follower#turn}. */
  record Wait() implements FillPart {}

  /** Somebody else leads, and it does not wait. */
  record Follow(FillTicket.Follower ticket) implements FillPart {}

  /** The origin failed a moment ago. */
  record Refused(FillTicket.Backoff ticket) implements FillPart {}
}
