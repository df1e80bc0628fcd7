package dev.larder.cache;

import dev.larder.model.Content;
import dev.larder.model.LifetimeRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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

  /** Everything that was deleted, invalidated or cleared, stored or not, in order. */
  final List<TakenBack> takenBack = new ArrayList<>();

  /** Counts what is done to objects that are stored, but for what reaches them by a tag or kind. */
  private long changes;

  /** By id: the last of those. */
  private final Map<String, Long> changed = new HashMap<>();

  /** By name: how much had been taken back when it was last committed. */
  private final Map<String, Integer> committed = new HashMap<>();

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

  /**
   * Something was deleted or invalidated.
   *
   * @param id of an object; null: a collection, the tag, or everything
   * @param collection its name; null: an object, the tag, or everything
   * @param tag true: what has the tag
   */
  record TakenBack(
      @Nullable String id,
      @Nullable String collection,
      boolean tag,
      boolean gone,
      boolean deleted,
      Instant time) {
    boolean concerns(String name) {
      return !tag && id == null && (collection == null || collection.equals(name));
    }

    boolean concerns(String name, String member, boolean tagged) {
      return (tag && tagged) || member.equals(id) || concerns(name);
    }
  }

  private void takeBack(@Nullable String id, @Nullable String collection, boolean gone) {
    takenBack.add(new TakenBack(id, collection, false, gone, false, clock.instant()));
  }

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
    changed.put(id, ++changes);
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
    takenBack.add(new TakenBack(id, null, false, true, true, clock.instant()));
    collections.values().forEach(each -> each.members().remove(id));
    owed.remove(id);
  }

  void invalidate(String id, boolean hard) {
    takeBack(id, null, hard);
    Instant now = clock.instant();
    changed.put(id, ++changes);
    values.computeIfPresent(id, (key, value) -> hard ? null : value.staleFrom(now));
  }

  void invalidateTag(boolean hard) {
    takenBack.add(new TakenBack(null, null, true, hard, false, clock.instant()));
    if (hard) {
      tagEnded = clock.instant();
      values.values().removeIf(Value::tagged);
    } else {
      tagInvalidated = clock.instant();
      values.replaceAll((id, value) -> value.tagged() ? value.reachedByTag() : value);
    }
  }

  void invalidateKind() {
    takeBack(null, null, false);
    Instant now = clock.instant();
    values.replaceAll((id, value) -> value.staleFrom(now));
    collections.replaceAll((name, each) -> staleFrom(each, now));
  }

  private static Committed staleFrom(Committed collection, Instant time) {
    return new Committed(collection.members(), earlier(collection.softExpiry(), time));
  }

  void clear() {
    takeBack(null, null, true);
    values.clear();
    collections.clear();
  }

  void commit(String name, Collection<String> members, Instant softExpiry) {
    collections.put(name, new Committed(new TreeSet<>(members), softExpiry));
    committed.put(name, takenBack.size());
  }

  /** One that is past its hard expiry is not there, and its members are left alone. */
  void invalidateCollection(String name, boolean hard) {
    Committed set = collection(name);
    if (set != null) {
      set.members().forEach(id -> invalidate(id, hard));
      collections.put(name, staleFrom(set, clock.instant()));
    }
    if (hard) {
      collections.remove(name);
    }
    takeBack(null, name, hard);
  }

  /** It was committed after it had been taken back. */
  void commitGone(String name) {
    collections.remove(name);
  }

  /** How much has been changed. */
  long changes() {
    return changes;
  }

  /**
   * What is there was put, or invalidated by itself or with a collection, after so many changes.
   */
  boolean isChangedAfter(String id, long count) {
    return changed.getOrDefault(id, 0L) > count;
  }

  /** There is a set that was committed after what was taken back there. */
  boolean isCommittedAfter(String name, int place) {
    return collection(name) != null && committed.getOrDefault(name, 0) > place;
  }

  /** What is stored under an id is stale, and nobody knows since when. */
  void staleByTag(String id) {
    staleFrom(id, clock.instant());
    values.computeIfPresent(id, (key, value) -> value.reachedByTag());
  }

  /** What is stored under an id became stale earlier than it would by itself. */
  void staleFrom(String id, Instant time) {
    values.computeIfPresent(id, (key, value) -> value.staleFrom(time));
  }

  /** Nothing is stored under an id. */
  void lose(String id) {
    values.remove(id);
  }

  @Nullable Committed collection(String name) {
    Committed set = collections.get(name);
    return set != null && isBefore(set.softExpiry().plus(LONGEST_STALE)) ? set : null;
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
