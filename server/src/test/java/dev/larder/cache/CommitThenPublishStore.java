package dev.larder.cache;

import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import dev.larder.store.Catalogue;
import dev.larder.store.ChangeType;
import dev.larder.store.CollectionAddress;
import dev.larder.store.Commit;
import dev.larder.store.CommitListener;
import dev.larder.store.EntryAddress;
import dev.larder.store.KindState;
import dev.larder.store.Lookup;
import dev.larder.store.MemberScan;
import dev.larder.store.NamespaceState;
import dev.larder.store.ObjectStore;
import dev.larder.store.StoreStatistics;
import dev.larder.store.StoredCollection;
import dev.larder.store.WriteCommand;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The smallest store that can race with the cache above it: a write is committed, which readers see
 * at once, then published, then acknowledged; one at a time. Everything happens on the calling
 * threads.
 */
final class CommitThenPublishStore implements ObjectStore {
  private static final Instant FETCHED = Instant.EPOCH;
  private static final Validity VALIDITY =
      new Validity(FETCHED, Lifetime.DEFAULT, FETCHED.plus(Lifetime.DEFAULT.fresh()));

  /** What a reader's snapshot holds; replaced whole by every commit. */
  private record State(long generation, long revision, Map<EntryAddress, Entry> entries) {
    EntryAddress address(String id) {
      return new EntryAddress(generation, TestingEntries.key(id));
    }

    State with(EntryAddress address, @Nullable Entry entry) {
      Map<EntryAddress, Entry> next = new HashMap<>(entries);
      if (entry == null) {
        next.remove(address);
      } else {
        next.put(address, entry);
      }
      return new State(generation, revision + 1, next);
    }
  }

  private volatile State state = new State(1, 0, Map.of());
  private Catalogue catalogue = catalogue(1);
  private @Nullable CommitListener listener;

  private static Catalogue catalogue(long generation) {
    KindState kind = KindState.of(generation, KindPolicy.DEFAULT);
    NamespaceState namespace =
        new NamespaceState(
            TestingEntries.NAMESPACE,
            NamespaceLimits.NONE,
            new TreeMap<>(Map.of(TestingEntries.KIND, kind)),
            "etag");
    return new Catalogue("epoch", new TreeMap<>(Map.of(TestingEntries.NAMESPACE, namespace)));
  }

  synchronized void put(String id, Payload payload) {
    State now = state;
    Content content = new Content(payload, "etag", List.of(), "");
    Entry entry = new Entry(TestingEntries.key(id), content, VALIDITY, now.revision() + 1, null);
    commit(now, now.address(id), entry);
  }

  synchronized void remove(String id) {
    State now = state;
    if (now.entries().containsKey(now.address(id))) {
      commit(now, now.address(id), null);
    }
  }

  private void commit(State now, EntryAddress address, @Nullable Entry entry) {
    state = now.with(address, entry);
    publish(
        List.of(
            new Commit.Change(
                address, entry == null ? ChangeType.DELETED : ChangeType.PUT, entry)));
  }

  synchronized void clear() {
    State now = state;
    catalogue = catalogue(now.generation() + 1);
    state = new State(now.generation() + 1, now.revision() + 1, Map.of());
    publish(List.of());
  }

  private void publish(List<Commit.Change> changes) {
    if (listener != null) {
      listener.committed(
          new Commit(catalogue, changes, Map.of(TestingEntries.NAMESPACE, state.revision())));
    }
  }

  @Override
  public Catalogue catalogue() {
    return catalogue;
  }

  @Override
  public long incarnation() {
    return 1;
  }

  @Override
  public Map<String, Long> initialRevisions() {
    return Map.of(TestingEntries.NAMESPACE, 0L);
  }

  @Override
  public void addCommitListener(CommitListener added) {
    listener = added;
  }

  @Override
  public CompletableFuture<List<Optional<Entry>>> read(
      List<EntryAddress> addresses, Cancellation cancellation) {
    Map<EntryAddress, Entry> snapshot = state.entries();
    return CompletableFuture.completedFuture(
        addresses.stream().map(address -> Optional.ofNullable(snapshot.get(address))).toList());
  }

  @Override
  public CompletableFuture<Lookup.Page> lookup(Lookup lookup, Cancellation cancellation) {
    throw new UnsupportedOperationException("only what the coherence of reads needs");
  }

  @Override
  public CompletableFuture<Optional<StoredCollection>> findCollection(
      CollectionAddress address, Cancellation cancellation) {
    throw new UnsupportedOperationException("only what the coherence of reads needs");
  }

  @Override
  public CompletableFuture<Optional<MemberScan.Page>> scanMembers(
      MemberScan scan, Cancellation cancellation) {
    throw new UnsupportedOperationException("only what the coherence of reads needs");
  }

  @Override
  public <R> CompletableFuture<R> write(WriteCommand<R> command, Cancellation cancellation) {
    throw new UnsupportedOperationException("only what the coherence of reads needs");
  }

  @Override
  public CompletableFuture<StoreStatistics> statistics() {
    throw new UnsupportedOperationException("only what the coherence of reads needs");
  }

  @Override
  public void close() {}
}
