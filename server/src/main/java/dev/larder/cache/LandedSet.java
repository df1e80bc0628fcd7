package dev.larder.cache;

import dev.larder.store.StoredCollection;

/**
 * The commit of a collection for which a caller has waited.
 *
 * @param after the namespace's revision before: what was written with it has a later one
 * @param setId names the commit
 */
record LandedSet(long after, long setId) {
  /** The commit of this collection. */
  static LandedSet of(StoredCollection committed, long after) {
    return new LandedSet(after, committed.setId());
  }

  /** False for what somebody else has committed since. */
  boolean is(StoredCollection found) {
    return found.setId() == setId;
  }
}
