package dev.larder.store.sqlite;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.ObjectKey;
import dev.larder.model.Precondition;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what a write demands of the entry that it is about to change. */
final class Preconditions {
  private Preconditions() {}

  /**
   * Refuses with VERSION_CONFLICT or ALREADY_EXISTS where the condition does not hold.
   *
   * @param current neither gone nor a tombstone; null when there is none
   * @param fetchTime of the new entry
   */
  static void check(
      @Nullable Precondition precondition,
      ObjectKey key,
      @Nullable EntryHead current,
      Instant fetchTime) {
    if (precondition == null || holds(precondition, current, fetchTime)) {
      return;
    }
    if (precondition instanceof Precondition.Absent) {
      throw new CacheException(
          Reason.ALREADY_EXISTS, "the object exists", Map.of(CacheException.RESOURCE, key.id()));
    }
    throw conflict(current);
  }

  private static boolean holds(
      Precondition precondition, @Nullable EntryHead current, Instant fetchTime) {
    if (precondition instanceof Precondition.RevisionIs expected) {
      return current != null && current.revision() == expected.revision();
    } else if (precondition instanceof Precondition.EtagIs expected) {
      return current != null && current.etag().equals(expected.etag());
    } else if (precondition instanceof Precondition.NewerFetchTime) {
      return current == null || fetchTime.isAfter(current.validity().fetchTime());
    }
    return current == null;
  }

  /** Says what is there now, so that the caller can decide without another read. */
  static CacheException conflict(@Nullable EntryHead current) {
    if (current == null) {
      return new CacheException(Reason.VERSION_CONFLICT, "there is no such object");
    }
    return new CacheException(
        Reason.VERSION_CONFLICT,
        "the object has changed",
        Map.of(
            CacheException.CURRENT_REVISION, Long.toString(current.revision()),
            CacheException.CURRENT_ETAG, current.etag()));
  }
}
