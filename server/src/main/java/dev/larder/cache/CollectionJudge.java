package dev.larder.cache;

import dev.larder.model.Entry;
import dev.larder.model.Outcome;
import dev.larder.model.Validity;
import dev.larder.store.KindState;
import dev.larder.store.MemberScan;
import dev.larder.store.StoredCollection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one read of a collection, once it has been shown every member; it keeps none of them.
 *
 * <p>Whether a collection is complete is found out here and written nowhere: a member that was
 * evicted, or is past its hard expiry, is missing. So eviction and expiry cost no write, and a
 * member that is put again by itself makes the set complete again. A deleted member has left the
 * set and is not missing. A negative entry is a member like others.
 *
 * <p>Who has waited for a set is given it however short its lifetime and that of its members, as it
 * is with an object. That goes for what was written with that set, unless it, its kind or its tags
 * have been invalidated since; what was there before, or came after it, is judged as ever.
 *
 * <p>For one read; not thread-safe.
 */
final class CollectionJudge {
  private final CollectionRequest request;
  private final KindState kind;
  private final StoreReads storeReads;
  private final @Nullable LandedSet awaited;
  private final Instant now;
  private @Nullable CollectionCursor resumed;
  private boolean missing;
  private boolean refused;
  private boolean stale;
  private @Nullable Duration stalest;

  /**
   * For one read.
   *
   * @param awaited the caller has waited for this; null: for nothing
   */
  CollectionJudge(
      CollectionRequest request,
      KindState kind,
      StoreReads storeReads,
      @Nullable LandedSet awaited,
      Instant now) {
    this.request = request;
    this.kind = kind;
    this.storeReads = storeReads;
    this.awaited = awaited;
    this.now = now;
  }

  /** Takes the members of a page into account. */
  void look(MemberScan.Page page) {
    page.missing().forEach(storeReads::scannedNothing);
    missing |= !page.missing().isEmpty();
    page.entries().forEach(found -> look(found, page.collection()));
  }

  private void look(Entry found, StoredCollection collection) {
    storeReads.scanned(kind.address(found.key()), found);
    Entry entry = kind.apply(found);
    boolean waitedFor = isWaitedFor(found, collection);
    if (!waitedFor && entry.goneAt(now)) {
      missing = true;
    } else if (request.allFresh() && !entry.tombstone()) {
      Duration freshFor = FreshnessPolicy.freshFor(now, entry.validity());
      stalest = stalest == null || freshFor.compareTo(stalest) < 0 ? freshFor : stalest;
      if (!waitedFor) {
        lookAtFreshness(entry, freshFor);
      }
    }
  }

  private boolean isWaitedFor(Entry found, StoredCollection collection) {
    return found.revision() > landedAfter(collection)
        && found.revision() <= collection.revision()
        && !kind.invalidatedSince(found.content().tags(), found.revision());
  }

  /** What this commit wrote after this revision is what was waited for. */
  long landedAfter(StoredCollection collection) {
    if (resumed != null) {
      return resumed.landedAfter();
    }
    return awaited != null && awaited.is(collection)
        ? awaited.after()
        : CollectionCursor.NOTHING_LANDED;
  }

  private void lookAtFreshness(Entry entry, Duration freshFor) {
    stale |= freshFor.isNegative() || freshFor.isZero();
    refused |= !FreshnessPolicy.decide(now, entry, request.policy(), kind.policy(), "").served();
  }

  /** What the members of a page are to the caller; those that are gone are passed over. */
  List<ServedEntry> serve(MemberScan.Page page) {
    return page.entries().stream()
        .map(found -> serve(found, page.collection()))
        .filter(Objects::nonNull)
        .toList();
  }

  private @Nullable ServedEntry serve(Entry found, StoredCollection collection) {
    Entry entry = kind.apply(found);
    if (entry.tombstone() || (entry.goneAt(now) && !isWaitedFor(found, collection))) {
      return null;
    }
    return new ServedEntry(
        entry,
        FreshnessPolicy.age(now, entry.validity()),
        FreshnessPolicy.freshFor(now, entry.validity()));
  }

  /**
   * The outcome, all members having been looked at. What is incomplete says so even where it is
   * stale too: to fetch it anew is the answer to both.
   */
  Outcome outcome(StoredCollection collection) {
    Outcome ofSet = ofSet(collection);
    if (ofSet == Outcome.MISS_ABSENT) {
      return ofSet;
    } else if (missing) {
      return Outcome.MISS_INCOMPLETE;
    } else if (refused) {
      return Outcome.MISS_STALE;
    } else if (ofSet == Outcome.FRESH && stale) {
      return Outcome.STALE;
    }
    boolean unchanged =
        ofSet == Outcome.FRESH
            && !request.ifNoneMatch().isEmpty()
            && request.ifNoneMatch().equals(collection.etag());
    return unchanged ? Outcome.NOT_MODIFIED : ofSet;
  }

  private Outcome ofSet(StoredCollection collection) {
    return awaited != null && awaited.is(collection) && !isInvalidated(collection)
        ? Outcome.FRESH
        : FreshnessPolicy.decide(now, validity(collection), request.policy(), kind.policy());
  }

  /** Even where that made it no staler: it was fresh for no time at all. */
  private boolean isInvalidated(StoredCollection collection) {
    return collection.invalidated() || kind.invalidatedSince(List.of(), collection.revision());
  }

  /** The collection as it is seen now. */
  CollectionView view(StoredCollection collection) {
    return new CollectionView(
        collection, !missing, FreshnessPolicy.freshFor(now, validity(collection)), stalest);
  }

  private Validity validity(StoredCollection collection) {
    return kind.apply(collection.validity(), collection.revision(), List.of());
  }

  /** True when a member that was looked at is not there. */
  boolean isMissing() {
    return missing;
  }

  /** When the stalest member becomes stale; null when nobody asked. */
  @Nullable Instant stalestExpiry() {
    return stalest == null ? null : now.plus(stalest);
  }

  /** Takes over what was found when the first page was read. */
  void resume(CollectionCursor cursor) {
    resumed = cursor;
    Instant expiry = cursor.stalestMember();
    stalest = expiry == null ? null : Duration.between(now, expiry);
  }
}
