package dev.larder.cache;

import dev.larder.model.Content;
import dev.larder.model.LifetimeRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is stored, as a model of a few lines knows it: no revisions, no rows, no generations. Where
 * a soft invalidation of a tag leaves open how long ago something became stale, and so when it is
 * gone, the model says that it {@link #mayBeThere} and not that it {@link #isThere}.
 */
final class ReferenceModel {
  static final String TAG = "red";
  static final Duration FRESH = Duration.ofSeconds(5);
  static final Duration LONGEST_STALE = Duration.ofSeconds(20);

  private final InstantSource clock;
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Committed> collections = new HashMap<>();

  /** The members that somebody who is in the middle of a collection's pages must still be given. */
  final SortedSet<String> owed = new TreeSet<>();

  private Instant tagInvalidated = Instant.MIN;
  private Instant tagEnded = Instant.MIN;

  ReferenceModel(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * What was last written to a key.
   *
   * @param reached by an invalidation of its tag
   */
  record Value(
      String text,
      boolean tagged,
      Instant fetched,
      Instant softExpiry,
      boolean tombstone,
      boolean reached) {
    Value(String text, boolean tagged, Instant fetched) {
      this(text, tagged, fetched, fetched.plus(FRESH), false, false);
    }

    /** For the history: how long it is fresh is the same for all. */
    @Override
    public String toString() {
      return text + (tagged ? " tagged" : "") + " fetched " + fetched;
    }

    PutRequest put(String id) {
      Content content =
          Content.of(
              TestingEntries.payload(text), List.of(), tagged ? List.of(TAG) : List.of(), "");
      return new PutRequest(TestingEntries.key(id), content, lifetime(FRESH), fetched, null);
    }

    private Value staleFrom(Instant time) {
      return new Value(text, tagged, fetched, earlier(softExpiry, time), tombstone, reached);
    }

    private Value deleted() {
      return new Value(text, tagged, fetched, softExpiry, true, reached);
    }

    private Value reachedByTag() {
      return new Value(text, tagged, fetched, softExpiry, tombstone, true);
    }
  }

  /** A collection that was committed, without the members that were deleted since. */
  record Committed(SortedSet<String> members, Instant softExpiry) {}

  static LifetimeRequest lifetime(Duration fresh) {
    return new LifetimeRequest(fresh, Duration.ofSeconds(5), LONGEST_STALE);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /**
   * What was fetched before an invalidation of its tag is reached by it although it comes later.
   */
  void put(String id, Value value) {
    if (value.tagged() && value.fetched().isBefore(tagEnded)) {
      values.remove(id);
    } else {
      boolean reached = value.tagged() && value.fetched().isBefore(tagInvalidated);
      values.put(id, reached ? value.reachedByTag() : value);
    }
  }

  /** A delete that found something. */
  void delete(String id, boolean purge) {
    values.computeIfPresent(id, (key, value) -> purge ? null : value.deleted());
    leaveCollections(id);
  }

  /** A delete, whatever it found. */
  void leaveCollections(String id) {
    collections.values().forEach(each -> each.members().remove(id));
    owed.remove(id);
  }

  void invalidate(String id, boolean hard) {
    Instant now = clock.instant();
    values.computeIfPresent(id, (key, value) -> hard ? null : value.staleFrom(now));
  }

  void invalidateTag(boolean hard) {
    if (hard) {
      tagEnded = clock.instant();
      values.values().removeIf(Value::tagged);
    } else {
      tagInvalidated = clock.instant();
      values.replaceAll((id, value) -> value.tagged() ? value.reachedByTag() : value);
    }
  }

  void invalidateKind() {
    Instant now = clock.instant();
    values.replaceAll((id, value) -> value.staleFrom(now));
    collections.replaceAll((name, each) -> staleFrom(each, now));
  }

  private static Committed staleFrom(Committed collection, Instant time) {
    return new Committed(collection.members(), earlier(collection.softExpiry(), time));
  }

  void clear() {
    values.clear();
    collections.clear();
  }

  void commit(String name, Collection<String> members, Instant softExpiry) {
    collections.put(name, new Committed(new TreeSet<>(members), softExpiry));
  }

  /** One that is past its hard expiry is not there, and its members are left alone. */
  void invalidateCollection(String name, boolean hard) {
    Committed committed = collection(name);
    if (committed == null) {
      return;
    }
    committed.members().forEach(id -> invalidate(id, hard));
    if (hard) {
      collections.remove(name);
    } else {
      collections.put(name, staleFrom(committed, clock.instant()));
    }
  }

  @Nullable Committed collection(String name) {
    Committed committed = collections.get(name);
    return committed != null && isBefore(committed.softExpiry().plus(LONGEST_STALE))
        ? committed
        : null;
  }

  boolean isFresh(Committed collection) {
    return isBefore(collection.softExpiry());
  }

  private boolean isBefore(Instant time) {
    return clock.instant().isBefore(time);
  }

  /** Whoever asks for what is fresh is given it. */
  boolean isFresh(String id) {
    Value value = values.get(id);
    return value != null && isThere(id) && isBefore(value.softExpiry());
  }

  /** It is an object, fresh or stale. */
  boolean isThere(String id) {
    Value value = values.get(id);
    return value != null && mayBeThere(id) && !value.reached();
  }

  boolean isThereTagged(String id) {
    Value value = values.get(id);
    return value != null && isThere(id) && value.tagged();
  }

  /** False: nothing may be served. */
  boolean mayBeThere(String id) {
    Value value = values.get(id);
    return value != null && !value.tombstone() && isBefore(value.softExpiry().plus(LONGEST_STALE));
  }

  /** True when this text may be served, fresh or stale. */
  boolean mayServe(String id, String text) {
    Value value = values.get(id);
    return value != null && mayBeThere(id) && value.text().equals(text);
  }
}
