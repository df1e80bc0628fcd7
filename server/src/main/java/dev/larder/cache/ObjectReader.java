package dev.larder.cache;

import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.model.ObjectKey;
import dev.larder.store.Catalogue;
import dev.larder.store.EntryAddress;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads one object: from the hot tier at once, else from the store.
 *
 * <p>Thread-safe.
 */
final class ObjectReader {
  private final Publication publication;
  private final KindDirectory kinds;
  private final HotTier hotTier;
  private final StoreReads storeReads;
  private final ReadJudge judge;
  private final ReadCounters counters;

  @Inject
  ObjectReader(
      Publication publication,
      KindDirectory kinds,
      HotTier hotTier,
      StoreReads storeReads,
      ReadJudge judge,
      ReadCounters counters) {
    this.publication = publication;
    this.kinds = kinds;
    this.hotTier = hotTier;
    this.storeReads = storeReads;
    this.judge = judge;
    this.counters = counters;
  }

  CompletableFuture<ReadAnswer> get(ReadRequest request, Cancellation cancellation) {
    return find(request, cancellation)
        .thenApply(found -> judge.answer(found.read(), found.entry()));
  }

  /** What is stored, not judged. */
  CompletableFuture<Found> find(ReadRequest request, Cancellation cancellation) {
    PreparedRead read = prepare(request);
    EntryAddress address = read.address();
    if (address == null) {
      return CompletableFuture.completedFuture(new Found(read, null));
    }
    Entry hot = hotTier.find(address);
    if (hot != null) {
      counters.countHotHit();
      storeReads.answeredHot(address);
      return CompletableFuture.completedFuture(new Found(read, hot));
    }
    return storeReads
        .read(address, cancellation)
        .thenApply(found -> new Found(read, found.orElse(null)));
  }

  /**
   * What a read found.
   *
   * @param entry as it is stored; null: nothing
   */
  record Found(PreparedRead read, @Nullable Entry entry) {}

  private PreparedRead prepare(ReadRequest request) {
    ObjectKey key = request.key();
    long revision = publication.revision(key.namespace());
    Catalogue catalogue = publication.catalogue();
    return PreparedRead.of(
        request, revision, catalogue, kinds.find(catalogue, key.namespace(), key.kind()));
  }
}
