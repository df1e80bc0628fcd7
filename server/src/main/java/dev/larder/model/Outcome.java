package dev.larder.model;

/** What a read found; the meaning of each is the wire contract's. */
public enum Outcome {
  FRESH,
  STALE,
  NOT_MODIFIED,
  NEGATIVE,
  MISS_ABSENT,
  MISS_STALE,
  MISS_DELETED,
  MISS_INCOMPLETE,
  MISS_BYPASSED,
  DEFERRED
}
