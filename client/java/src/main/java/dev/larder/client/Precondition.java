package dev.larder.client;

import java.util.Objects;

/**
 * What must hold for a write to be done. "The current object" is neither past its hard expiry nor a
 * tombstone; a negative one counts. When it does not hold the write fails with {@code ABORTED} /
 * {@code VERSION_CONFLICT}, or with {@code ALREADY_EXISTS} for {@link Absent}. A write with a
 * precondition is never sent twice by this library: an answer that was lost on the way would turn
 * success into a conflict.
 */
public sealed interface Precondition {
  /** The current object has this revision. */
  record Revision(long revision) implements Precondition {}

  /** The current object has this etag. */
  record Etag(String etag) implements Precondition {
    public Etag {
      Objects.requireNonNull(etag, "etag");
    }
  }

  /** There is no current object. Puts only. */
  record Absent() implements Precondition {}

  /** The put's fetch time is later than the current object's, or there is none. Puts only. */
  record NewerFetchTime() implements Precondition {}
}
