package dev.larder.cache;

import dev.larder.cache.FreshnessPolicy.Decision;
import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.model.Freshness;
import dev.larder.model.Outcome;
import dev.larder.store.KindState;
import dev.larder.store.Lookup;
import dev.larder.store.ObjectStore;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds objects by an index term: the store finds those that match, the freshness policy keeps
 * those that a read would be served. A page ends when it is full, when the kind is exhausted, or
 * when enough was looked at or gathered for one call; in the last case it is short, and the next
 * page goes on from there.
 *
 * <p>Thread-safe.
 */
final class ObjectFinder {
  /** The most entries looked at for one page. */
  static final int LOOKED_AT = 5_000;

  /** No more is asked of the store once a page weighs this much. */
  static final long PAGE_BYTES = 1 << 20;

  /**
   * What is asked for at least, after the first time: passing over stale entries must not take a
   * query for each.
   */
  private static final int STEP = 100;

  private final ObjectStore store;
  private final Publication publication;
  private final KindDirectory kinds;
  private final StoreReads storeReads;
  private final InstantSource clock;

  @Inject
  ObjectFinder(
      ObjectStore store,
      Publication publication,
      KindDirectory kinds,
      StoreReads storeReads,
      InstantSource clock) {
    this.store = store;
    this.publication = publication;
    this.kinds = kinds;
    this.storeReads = storeReads;
    this.clock = clock;
  }

  CompletableFuture<LookupAnswer> lookup(LookupRequest request, Cancellation cancellation) {
    KindState kind = kinds.find(publication.catalogue(), request.namespace(), request.kind());
    if (kind == null || request.policy().freshness() == Freshness.REFRESH) {
      return CompletableFuture.completedFuture(new LookupAnswer(List.of(), null));
    }
    return new Search(request, kind, cancellation, clock.instant()).next(request.pageSize());
  }

  /**
   * One page in the making. Its steps follow one another, each on the thread that completed the one
   * before.
   */
  private final class Search {
    private final LookupRequest request;
    private final KindState kind;
    private final Cancellation cancellation;
    private final Instant now;
    private final List<ServedEntry> page = new ArrayList<>();
    private @Nullable String afterId;
    private int lookedAt;
    private long bytes;

    Search(LookupRequest request, KindState kind, Cancellation cancellation, Instant now) {
      this.request = request;
      this.kind = kind;
      this.cancellation = cancellation;
      this.now = now;
      this.afterId = request.afterId();
    }

    CompletableFuture<LookupAnswer> next(int limit) {
      return store.lookup(query(limit), cancellation).thenCompose(found -> take(found, limit));
    }

    private Lookup query(int limit) {
      return new Lookup(
          request.namespace(),
          request.kind(),
          kind.generation(),
          request.fields(),
          request.value(),
          kind.policy().foldCaseFields(),
          request.policy().includeDeleted(),
          now,
          afterId,
          limit);
    }

    private CompletableFuture<LookupAnswer> take(Lookup.Page found, int limit) {
      for (Entry entry : found.entries()) {
        if (full()) {
          return done(afterId);
        }
        keep(entry);
        afterId = entry.key().id();
      }
      afterId = found.nextAfterId();
      lookedAt += limit;
      if (afterId == null || full() || lookedAt >= LOOKED_AT || bytes >= PAGE_BYTES) {
        return done(afterId);
      }
      return next(Math.max(STEP, request.pageSize() - page.size()));
    }

    private boolean full() {
      return page.size() >= request.pageSize();
    }

    private void keep(Entry found) {
      storeReads.scanned(kind.address(found.key()), found);
      Entry entry = kind.apply(found);
      Decision decision = FreshnessPolicy.decide(now, entry, request.policy(), kind.policy(), "");
      if (decision.served() && decision.outcome() != Outcome.NEGATIVE) {
        page.add(new ServedEntry(entry, decision.age(), decision.freshFor()));
        bytes += entry.weight();
      }
    }

    private CompletableFuture<LookupAnswer> done(@Nullable String nextAfterId) {
      return CompletableFuture.completedFuture(new LookupAnswer(List.copyOf(page), nextAfterId));
    }
  }
}
