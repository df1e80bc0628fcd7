package dev.larder.cache;

import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.store.Catalogue;
import dev.larder.store.CollectionAddress;
import dev.larder.store.CommitListener;
import dev.larder.store.EntryAddress;
import dev.larder.store.Lookup;
import dev.larder.store.MemberScan;
import dev.larder.store.ObjectStore;
import dev.larder.store.StoreStatistics;
import dev.larder.store.StoredCollection;
import dev.larder.store.WriteCommand;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A store whose every answer is waited for, so that what is built on it happens on the calling
 * thread and a test's steps follow one another; but for what a test wants done {@link #together}.
 */
final class AwaitedStore implements ObjectStore {
  private static final long PATIENCE_SECONDS = 30;

  private final ObjectStore store;
  private boolean waits = true;

  AwaitedStore(ObjectStore store) {
    this.store = store;
  }

  /** What these calls ask of the store is asked without waiting, so it may share a transaction. */
  <T> T together(Supplier<T> calls) {
    waits = false;
    try {
      return calls.get();
    } finally {
      waits = true;
    }
  }

  private <T> CompletableFuture<T> answered(CompletableFuture<T> answer) {
    if (waits) {
      await(answer);
    }
    return answer;
  }

  /** Until it has succeeded or failed. */
  static void await(CompletableFuture<?> answer) {
    boolean done =
        answer
            .handle((result, failure) -> true)
            .completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS)
            .join();
    if (!done) {
      throw new AssertionError("no answer in " + PATIENCE_SECONDS + " s");
    }
  }

  @Override
  public Catalogue catalogue() {
    return store.catalogue();
  }

  @Override
  public long incarnation() {
    return store.incarnation();
  }

  @Override
  public Map<String, Long> initialRevisions() {
    return store.initialRevisions();
  }

  @Override
  public void addCommitListener(CommitListener listener) {
    store.addCommitListener(listener);
  }

  @Override
  public CompletableFuture<List<Optional<Entry>>> read(
      List<EntryAddress> addresses, Cancellation cancellation) {
    return answered(store.read(addresses, cancellation));
  }

  @Override
  public void accessed(EntryAddress address) {
    store.accessed(address);
  }

  @Override
  public CompletableFuture<Lookup.Page> lookup(Lookup lookup, Cancellation cancellation) {
    return answered(store.lookup(lookup, cancellation));
  }

  @Override
  public CompletableFuture<Optional<StoredCollection>> findCollection(
      CollectionAddress address, Cancellation cancellation) {
    return answered(store.findCollection(address, cancellation));
  }

  @Override
  public CompletableFuture<Optional<MemberScan.Page>> scanMembers(
      MemberScan scan, Cancellation cancellation) {
    return answered(store.scanMembers(scan, cancellation));
  }

  @Override
  public <R> CompletableFuture<R> write(WriteCommand<R> command, Cancellation cancellation) {
    return answered(store.write(command, cancellation));
  }

  @Override
  public CompletableFuture<StoreStatistics> statistics() {
    return answered(store.statistics());
  }

  @Override
  public void close() {
    store.close();
  }
}
