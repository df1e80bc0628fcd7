package dev.larder.cache;

import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.Precondition;
import dev.larder.store.WriteCommand;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Collections as clients mean them. Rules as in {@link ObjectCache}. In strict mode an unknown
 * namespace or kind is NAMESPACE_NOT_FOUND or KIND_NOT_FOUND.
 *
 * <p>Every read and every replacement of a collection passes through here: what makes one caller
 * alone fetch it belongs in front of {@link #get}, {@link #replace} and {@link #commit}.
 *
 * <p>Thread-safe.
 */
public final class CollectionCache {
  /** How long a snapshot is kept of which nothing is heard. */
  public static final Duration SNAPSHOT_KEPT = CollectionSnapshots.KEPT;

  private final CollectionReader reader;
  private final CollectionWriter writer;
  private final CollectionSnapshots snapshots;

  @Inject
  CollectionCache(CollectionReader reader, CollectionWriter writer, CollectionSnapshots snapshots) {
    this.reader = reader;
    this.writer = writer;
    this.snapshots = snapshots;
  }

  /**
   * Reads a page. PAGE_TOKEN_INVALID when the commit that the cursor is of is no longer readable.
   */
  public CompletableFuture<CollectionAnswer> get(
      CollectionRequest request, Cancellation cancellation) {
    return Attempt.of(() -> reader.read(request, cancellation));
  }

  /**
   * Replaces a collection. Refused: what puts are refused with, the path naming the member;
   * VERSION_CONFLICT and ALREADY_EXISTS for the set.
   */
  public CompletableFuture<CollectionView> replace(
      CollectionRef ref,
      List<PutRequest> members,
      LifetimeRequest lifetime,
      @Nullable Precondition precondition,
      Cancellation cancellation) {
    return Attempt.of(() -> writer.replace(ref, members, lifetime, precondition, cancellation));
  }

  /** Begins a replacement in pages; answers the snapshot's id. OVERLOADED when there are many. */
  public CompletableFuture<String> begin(
      CollectionRef ref, LifetimeRequest lifetime, @Nullable Precondition precondition) {
    return Attempt.of(
        () -> CompletableFuture.completedFuture(snapshots.begin(ref, lifetime, precondition)));
  }

  /** The collection that a snapshot is of; SNAPSHOT_NOT_FOUND. */
  public CollectionRef snapshotOf(String snapshotId) {
    return snapshots.ref(snapshotId);
  }

  /** Adds a page, or replaces it. Refused: SNAPSHOT_NOT_FOUND, and as in {@link #replace}. */
  public CompletableFuture<Boolean> append(
      String snapshotId, int pageIndex, List<PutRequest> members, Cancellation cancellation) {
    return Attempt.of(() -> snapshots.append(snapshotId, pageIndex, members, cancellation));
  }

  /**
   * Makes the pages the collection. Refused: SNAPSHOT_NOT_FOUND, SNAPSHOT_INCOMPLETE, and as in
   * {@link #replace}; after a refusal it may be tried again.
   */
  public CompletableFuture<CollectionView> commit(String snapshotId, int pageCount) {
    return Attempt.of(() -> snapshots.commit(snapshotId, pageCount));
  }

  /** Invalidates a collection and all its members. */
  public CompletableFuture<WriteCommand.InvalidateResult> invalidate(
      CollectionRef ref, boolean hard, Cancellation cancellation) {
    return Attempt.of(() -> writer.invalidate(ref, hard, cancellation));
  }
}
