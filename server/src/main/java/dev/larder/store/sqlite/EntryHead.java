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
 * @param sweepTime when the row is next looked at for its expiry, in microseconds
 */
record EntryHead(long entryId, long sweepTime, EntryMetadata metadata) {
  /** Counted in the figures of its kind. */
  long weight() {
    return metadata.weight();
  }

  long revision() {
    return metadata.revision();
  }

  Validity validity() {
    return metadata.validity();
  }

  @Nullable Instant deleteTime() {
    return metadata.deleteTime();
  }

  String etag() {
    return metadata.etag();
  }

  List<IndexTerm> indexTerms() {
    return metadata.indexTerms();
  }

  List<String> tags() {
    return metadata.tags();
  }

  boolean negative() {
    return metadata.form() == null;
  }

  boolean tombstone() {
    return deleteTime() != null;
  }

  /** True past its hard expiry, the invalidations of its kind and tags included. */
  boolean goneAt(KindState kind, Instant now) {
    return !now.isBefore(kind.apply(validity(), revision(), tags()).hardExpiry());
  }

  /** True for what a precondition calls the current entry. */
  boolean currentAt(KindState kind, Instant now) {
    return !tombstone() && !goneAt(kind, now);
  }

  long fetchSeconds() {
    return validity().fetchTime().getEpochSecond();
  }
}
