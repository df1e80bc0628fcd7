package dev.larder.client;

/** What a read found. A miss is an answer, not an error; its name says why it missed. */
public enum Outcome {
  /** The object is fresh. */
  FRESH,

  /** The object is stale, and the read options accept it. */
  STALE,

  /**
   * The caller's copy ({@link ReadOptions#ifNoneMatch}) is still the current one; no value is sent.
   */
  NOT_MODIFIED,

  /** The origin said that the object does not exist, and that answer is fresh enough. */
  NEGATIVE,

  /** Nothing is stored, or it is past its hard expiry. */
  MISS_ABSENT,

  /** Something is stored and is too old for the read options. */
  MISS_STALE,

  /** The object was deleted; its tombstone is kept. */
  MISS_DELETED,

  /** The collection was never committed whole, or a member of it has gone since. */
  MISS_INCOMPLETE,

  /** The read options said {@link Freshness#REFRESH}. */
  MISS_BYPASSED,

  /**
   * This item of a batch was not read, because the response would have passed the message limit.
   */
  DEFERRED,

  /**
   * The server is newer than this library and said something that it does not know. Treat it as a
   * miss.
   */
  UNKNOWN;

  /** True when the object was served: {@link #FRESH} or {@link #STALE}. */
  public boolean isHit() {
    return this == FRESH || this == STALE;
  }

  /** True when nothing that is stored answers the read, whatever the reason. */
  public boolean isMiss() {
    return switch (this) {
      case FRESH, STALE, NOT_MODIFIED, NEGATIVE -> false;
      case MISS_ABSENT,
          MISS_STALE,
          MISS_DELETED,
          MISS_INCOMPLETE,
          MISS_BYPASSED,
          DEFERRED,
          UNKNOWN ->
          true;
    };
  }
}
