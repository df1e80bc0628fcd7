package dev.larder.store.sqlite;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.ObjectKey;
import dev.larder.model.Precondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what a write demands of the entry that it is about to change. */
final class Preconditions {
  /** How far apart the clocks of those who write may be. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);

  private Preconditions() {}

  /**
   * Refuses with VERSION_CONFLICT or ALREADY_EXISTS where the condition does not hold.
   *
   * @param current neither gone nor a tombstone; null when there is none
   * @param fetchTime of the new entry
   * @param now a current entry fetched later than this, by more than a second, was written before
   *     the clock was set back, and counts as older
   */
  static void check(
      @Nullable Precondition precondition,
      ObjectKey key,
      @Nullable EntryHead current,
      Instant fetchTime,
      Instant now) {
    if (precondition == null || holds(precondition, current, fetchTime, now)) {
      return;
    }
    if (precondition instanceof Precondition.Absent) {
      throw new CacheException(
          Reason.ALREADY_EXISTS, "the object exists", Map.of(CacheException.RESOURCE, key.id()));
    }
    throw conflict(current);
  }

  private static boolean holds(
      Precondition precondition, @Nullable EntryHead current, Instant fetchTime, Instant now) {
    if (precondition instanceof Precondition.RevisionIs expected) {
      return current != null && current.revision() == expected.revision();
    } else if (precondition instanceof Precondition.EtagIs expected) {
      return current != null && current.etag().equals(expected.etag());
    } else if (precondition instanceof Precondition.NewerFetchTime) {
      return current == null || isNewer(fetchTime, current.validity().fetchTime(), now);
    }
    return current == null;
  }

  private static boolean isNewer(Instant fetchTime, Instant currentFetchTime, Instant now) {
    return fetchTime.isAfter(currentFetchTime)
        || currentFetchTime.isAfter(now.plus(CLOCK_TOLERANCE));
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
