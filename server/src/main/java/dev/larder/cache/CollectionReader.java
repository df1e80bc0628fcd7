package dev.larder.cache;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.model.Freshness;
import dev.larder.model.Outcome;
import dev.larder.store.KindState;
import dev.larder.store.MemberScan;
import dev.larder.store.ObjectStore;
import dev.larder.store.StoredCollection;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads collections. The first page decides for all: it looks at every member, in slices, each a
 * scan of the store's, and keeps nothing of them but its own entries. What it decided goes with the
 * cursor to the later pages, which are of the commit that the first was of.
 *
 * <p>The slices are not one snapshot. Their set is, but for members that are deleted meanwhile; a
 * member that is evicted after it was looked at is not found on its page, as if it had been evicted
 * after that was read.
 *
 * <p>Thread-safe.
 */
final class CollectionReader {
  /** Members looked at with one scan, without their payloads. */
  private static final int SLICE = 1000;

  private final ObjectStore store;
  private final Publication publication;
  private final KindDirectory kinds;
  private final StoreReads storeReads;
  private final ReadCounters counters;
  private final InstantSource clock;

  @Inject
  CollectionReader(
      ObjectStore store,
      Publication publication,
      KindDirectory kinds,
      StoreReads storeReads,
      ReadCounters counters,
      InstantSource clock) {
    this.store = store;
    this.publication = publication;
    this.kinds = kinds;
    this.storeReads = storeReads;
    this.counters = counters;
    this.clock = clock;
  }

  CompletableFuture<CollectionAnswer> read(CollectionRequest request, Cancellation cancellation) {
    return find(request, cancellation).thenApply(answer -> counted(request, answer));
  }

  /** The same, not counted. */
  CompletableFuture<CollectionAnswer> find(CollectionRequest request, Cancellation cancellation) {
    return find(request, null, cancellation);
  }

  /**
   * The same for who has waited for it.
   *
   * @param awaited what it has waited for; null: nothing
   */
  CompletableFuture<CollectionAnswer> find(
      CollectionRequest request, @Nullable LandedSet awaited, Cancellation cancellation) {
    CollectionRef ref = request.ref();
    long revision = publication.revision(ref.namespace());
    KindState kind = kinds.find(publication.catalogue(), ref.namespace(), ref.kind());
    CollectionCursor cursor = request.cursor();
    if (cursor != null) {
      return kind == null
          ? CompletableFuture.failedFuture(noLongerReadable())
          : new Reading(request, kind, revision, awaited, cancellation).resume(cursor);
    }
    return firstPage(request, kind, revision, awaited, cancellation);
  }

  private CompletableFuture<CollectionAnswer> firstPage(
      CollectionRequest request,
      @Nullable KindState kind,
      long revision,
      @Nullable LandedSet awaited,
      Cancellation cancellation) {
    if (request.policy().freshness() == Freshness.REFRESH) {
      return CompletableFuture.completedFuture(
          CollectionAnswer.miss(Outcome.MISS_BYPASSED, revision));
    }
    if (kind == null) {
      return CompletableFuture.completedFuture(
          CollectionAnswer.miss(Outcome.MISS_ABSENT, revision));
    }
    return new Reading(request, kind, revision, awaited, cancellation).begin();
  }

  /** Counts what a caller is told. A collection is one read, however many pages it has. */
  CollectionAnswer counted(CollectionRequest request, CollectionAnswer answer) {
    if (request.cursor() == null) {
      CollectionRef ref = request.ref();
      ReadCounters.KindName name = new ReadCounters.KindName(ref.namespace(), ref.kind());
      counters.count(publication.catalogue(), name, answer.outcome());
    }
    return answer;
  }

  private static CacheException noLongerReadable() {
    return CacheException.invalid(
        Reason.PAGE_TOKEN_INVALID,
        "page_token",
        "the collection was replaced or cleared some time ago: begin anew");
  }

  /** One read in the making; its steps follow one another, as those of a lookup do. */
  private final class Reading {
    private final CollectionRequest request;
    private final KindState kind;
    private final long revision;
    private final Cancellation cancellation;
    private final CollectionJudge judge;

    Reading(
        CollectionRequest request,
        KindState kind,
        long revision,
        @Nullable LandedSet awaited,
        Cancellation cancellation) {
      this.request = request;
      this.kind = kind;
      this.revision = revision;
      this.cancellation = cancellation;
      this.judge = new CollectionJudge(request, kind, storeReads, awaited, clock.instant());
    }

    CompletableFuture<CollectionAnswer> begin() {
      return store
          .findCollection(kind.address(request.ref()), cancellation)
          .thenCompose(found -> found.isEmpty() ? absent() : readFirst(found.get()));
    }

    private CompletableFuture<CollectionAnswer> absent() {
      return CompletableFuture.completedFuture(
          CollectionAnswer.miss(Outcome.MISS_ABSENT, revision));
    }

    private CompletableFuture<CollectionAnswer> readFirst(StoredCollection collection) {
      long setId = collection.setId();
      return scan(setId, null, request.pageSize(), true)
          .thenCompose(
              page -> {
                // A set is readable for minutes after it was replaced: this one has been cleared.
                if (page.isEmpty()) {
                  return absent();
                }
                judge.look(page.get());
                return lookFrom(setId, page.get().nextAfterId())
                    .thenApply(all -> answer(page.get()));
              });
    }

    /** Looks at the members after one; null: there are none. */
    private CompletableFuture<?> lookFrom(long setId, @Nullable String afterId) {
      if (afterId == null) {
        return CompletableFuture.completedFuture(true);
      }
      return scan(setId, afterId, SLICE, false)
          .thenCompose(
              page -> {
                MemberScan.Page found = page.orElseThrow(CollectionReader::noLongerReadable);
                judge.look(found);
                return lookFrom(setId, found.nextAfterId());
              });
    }

    private CollectionAnswer answer(MemberScan.Page first) {
      StoredCollection collection = first.collection();
      Outcome outcome = judge.outcome(collection);
      if (outcome == Outcome.MISS_ABSENT) {
        return CollectionAnswer.miss(outcome, revision);
      }
      boolean served = outcome == Outcome.FRESH || outcome == Outcome.STALE;
      CollectionView view = judge.view(collection);
      if (!served) {
        return new CollectionAnswer(outcome, List.of(), null, true, view, revision);
      }
      CollectionCursor start =
          new CollectionCursor(
              outcome,
              collection.setId(),
              judge.landedAfter(collection),
              judge.stalestExpiry(),
              "");
      return page(first, start, view);
    }

    private CollectionAnswer page(
        MemberScan.Page page, CollectionCursor before, CollectionView view) {
      String afterId = page.nextAfterId();
      return new CollectionAnswer(
          before.outcome(),
          judge.serve(page),
          afterId == null ? before : before.after(afterId),
          afterId == null,
          view,
          revision);
    }

    CompletableFuture<CollectionAnswer> resume(CollectionCursor cursor) {
      judge.resume(cursor);
      return scan(cursor.setId(), cursor.afterId(), request.pageSize(), true)
          .thenApply(page -> page(page.orElseThrow(CollectionReader::noLongerReadable), cursor));
    }

    private CollectionAnswer page(MemberScan.Page page, CollectionCursor cursor) {
      judge.look(page);
      if (judge.isMissing()) {
        // Whoever has the first pages must not take the rest for all there is.
        throw CacheException.invalid(
            Reason.PAGE_TOKEN_INVALID,
            "page_token",
            "members have been evicted, have expired or were removed since: begin anew");
      }
      return page(page, cursor, judge.view(page.collection()));
    }

    private CompletableFuture<Optional<MemberScan.Page>> scan(
        long setId, @Nullable String afterId, int limit, boolean payloads) {
      MemberScan scan =
          new MemberScan(kind.address(request.ref()), setId, afterId, limit, payloads);
      return store.scanMembers(scan, cancellation);
    }
  }
}
