package dev.larder.cache;

import dev.larder.cache.ReadCounters.KindName;
import dev.larder.observability.Uptime;
import dev.larder.store.Catalogue;
import dev.larder.store.ObjectStore;
import dev.larder.store.StoreStatistics;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts the store's figures and the cache's own together.
 *
 * <p>Thread-safe.
 */
final class StatisticsReader {
  private final ObjectStore store;
  private final Publication publication;
  private final ReadCounters counters;
  private final HotTier hotTier;
  private final FillCounters fillCounters;
  private final FillCoordinator fills;
  private final Uptime uptime;

  @Inject
  StatisticsReader(
      ObjectStore store,
      Publication publication,
      ReadCounters counters,
      HotTier hotTier,
      FillCounters fillCounters,
      FillCoordinator fills,
      Uptime uptime) {
    this.store = store;
    this.publication = publication;
    this.counters = counters;
    this.hotTier = hotTier;
    this.fillCounters = fillCounters;
    this.fills = fills;
    this.uptime = uptime;
  }

  CompletableFuture<CacheStatistics> read(@Nullable String namespace, @Nullable String kind) {
    Catalogue catalogue = publication.catalogue();
    if (namespace != null && kind != null) {
      KindDirectory.requireKind(catalogue, namespace, kind);
    } else if (namespace != null) {
      KindDirectory.requireNamespace(catalogue, namespace);
    }
    Predicate<KindName> selected =
        name ->
            (namespace == null || namespace.equals(name.namespace()))
                && (kind == null || kind.equals(name.kind()));
    return store
        .statistics()
        .thenApply(stored -> assemble(stored, selected, namespace == null && kind == null));
  }

  private CacheStatistics assemble(
      StoreStatistics stored, Predicate<KindName> selected, boolean all) {
    List<CacheStatistics.Kind> kinds =
        stored.kinds().stream()
            .filter(kind -> selected.test(name(kind)))
            .map(kind -> new CacheStatistics.Kind(kind, counters.of(name(kind))))
            .toList();
    return new CacheStatistics(
        kinds,
        all ? counters.total() : counters.total(selected),
        stored,
        uptime.elapsed(),
        hotTier.size(),
        hotTier.bytes(),
        counters.hotHits(),
        new CacheStatistics.Fills(
            all ? fillCounters.total() : fillCounters.total(selected),
            fills.held(),
            fills.waiting()));
  }

  private static KindName name(StoreStatistics.Kind kind) {
    return new KindName(kind.namespace(), kind.kind());
  }
}
