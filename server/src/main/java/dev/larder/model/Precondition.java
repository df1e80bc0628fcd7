package dev.larder.model;

/**
 * A condition that must hold for a write. It looks at the current entry: one that is not gone and
 * not a tombstone.
 */
public sealed interface Precondition {
  /** The current entry has this revision. */
  record RevisionIs(long revision) implements Precondition {}

  /** The current entry has this etag. */
  record EtagIs(String etag) implements Precondition {}

  /** There is no current entry. */
  record Absent() implements Precondition {}

  /** The new entry was fetched after the current one, or there is none. */
  record NewerFetchTime() implements Precondition {}
}
