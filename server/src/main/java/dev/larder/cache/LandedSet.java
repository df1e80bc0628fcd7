package dev.larder.cache;

import dev.larder.model.Validity;
import dev.larder.store.StoredCollection;

/**
 * The commit of a collection for which a caller has waited.
 *
 * @param after the namespace's revision before: what was written with it has a later one
 * @param setId names the commit
 * @param validity of the set as it was committed
 */
record LandedSet(long after, long setId, Validity validity) {
  /** The commit of this collection. */
  static LandedSet of(StoredCollection committed, long after) {
    return new LandedSet(after, committed.setId(), committed.validity());
  }

  /** False for what somebody else has committed since. */
  boolean is(StoredCollection found) {
    return found.setId() == setId;
  }

  /**
   * The same, and it was not invalidated since. What was stale before that is not any staler, so it
   * does not show there.
   *
   * @param applied the set's validity as the invalidations of its kind leave it
   */
  boolean isUntouched(StoredCollection found, Validity applied) {
    return is(found) && applied.equals(validity);
  }
}
