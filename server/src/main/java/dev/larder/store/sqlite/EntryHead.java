package dev.larder.store.sqlite;

import dev.larder.model.IndexTerm;
import dev.larder.model.Validity;
import dev.larder.store.KindState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table {@code entry} without its payload: what a write must know of what it replaces.
 *
 * @param weight counted in the figures of its kind
 */
record EntryHead(
    long entryId,
    long weight,
    long revision,
    Validity validity,
    @Nullable Instant deleteTime,
    String etag,
    List<IndexTerm> indexTerms,
    boolean negative) {
  boolean tombstone() {
    return deleteTime != null;
  }

  /** True past its hard expiry, the invalidations of its kind included. */
  boolean goneAt(KindState kind, Instant now) {
    return !now.isBefore(kind.apply(validity, revision).hardExpiry());
  }

  /** True for what a precondition calls the current entry. */
  boolean currentAt(KindState kind, Instant now) {
    return !tombstone() && !goneAt(kind, now);
  }

  long fetchSeconds() {
    return validity.fetchTime().getEpochSecond();
  }
}
