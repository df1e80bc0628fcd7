package dev.larder.cache;

import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.store.EntryAddress;
import dev.larder.store.ObjectStore;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads that go to the store, each of which tells the hot tier what it saw before it answers: see
 * {@link HotTier}.
 *
 * <p>Thread-safe.
 */
final class StoreReads {
  private final ObjectStore store;
  private final HotTier hotTier;
  private final ReadFlights flights;
  private final Publication publication;

  @Inject
  StoreReads(ObjectStore store, HotTier hotTier, ReadFlights flights, Publication publication) {
    this.store = store;
    this.hotTier = hotTier;
    this.flights = flights;
    this.publication = publication;
  }

  /** Reads one entry, together with whoever else is reading it. */
  CompletableFuture<Optional<Entry>> read(EntryAddress address, Cancellation cancellation) {
    return flights.join(address, cancellation, everybody -> start(address, everybody));
  }

  private CompletableFuture<Optional<Entry>> start(EntryAddress address, Cancellation everybody) {
    long stamp = hotTier.stamp(address);
    return store
        .read(List.of(address), everybody)
        .thenApply(
            found -> {
              saw(address, stamp, found.get(0).orElse(null));
              return found.get(0);
            });
  }

  /**
   * Reads entries in one snapshot, alone: a read that is under way already would be another
   * snapshot. Answers fewer entries than addresses where the store does.
   */
  CompletableFuture<List<Optional<Entry>>> readAll(
      List<EntryAddress> addresses, Cancellation cancellation) {
    long[] stamps = addresses.stream().mapToLong(hotTier::stamp).toArray();
    return store
        .read(addresses, cancellation)
        .thenApply(
            found -> {
              for (int i = 0; i < found.size(); i++) {
                sawBesideOthers(addresses.get(i), stamps[i], found.get(i).orElse(null));
              }
              return found;
            });
  }

  /** Tells the store of a read that the hot tier answered: it decides what was used last. */
  void answeredHot(EntryAddress address) {
    store.accessed(address);
  }

  /** Takes note of what a scan saw: scans do not fill the hot tier, but must not be ahead of it. */
  void scanned(EntryAddress address, Entry found) {
    if (ahead(found)) {
      flights.detach(address);
      hotTier.discover(address, HotTier.NO_STAMP, found);
    }
  }

  /** The same of an entry that a scan found missing: that has no revision to compare. */
  void scannedNothing(EntryAddress address) {
    flights.detach(address);
    hotTier.discover(address, HotTier.NO_STAMP, null);
  }

  /** True when the entry's change is not published yet. */
  boolean ahead(Entry found) {
    return found.revision() > publication.revision(found.key().namespace());
  }

  private void sawBesideOthers(EntryAddress address, long stamp, @Nullable Entry found) {
    if (found == null || ahead(found)) {
      flights.detach(address);
    }
    saw(address, stamp, found);
  }

  private void saw(EntryAddress address, long stamp, @Nullable Entry found) {
    if (found == null || ahead(found)) {
      hotTier.discover(address, stamp, found);
    } else {
      hotTier.confirm(address, stamp, found);
    }
  }
}
