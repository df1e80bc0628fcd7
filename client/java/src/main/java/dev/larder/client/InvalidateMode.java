package dev.larder.client;

/** How objects are invalidated. */
public enum InvalidateMode {
  /** Stale from now on; the stale windows are counted from now. */
  SOFT,

  /** Gone from now on: reads say {@link Outcome#MISS_ABSENT}. */
  HARD
}
