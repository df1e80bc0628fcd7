package dev.larder.client;

/** How an object is deleted. */
public enum DeleteMode {
  /**
   * The payload is kept and hidden until its hard expiry; reads say {@link Outcome#MISS_DELETED}.
   */
  TOMBSTONE,

  /** Nothing is kept; reads say {@link Outcome#MISS_ABSENT}. Removes a tombstone too. */
  PURGE
}
