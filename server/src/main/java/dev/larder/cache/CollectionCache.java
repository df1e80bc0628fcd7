package dev.larder.cache;

import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.store.WriteCommand;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Collections as clients mean them. Rules as in {@link ObjectCache}. In strict mode an unknown
 * namespace or kind is NAMESPACE_NOT_FOUND or KIND_NOT_FOUND.
 *
 * <p>Thread-safe.
 */
public final class CollectionCache {
  /** How long a snapshot is kept of which no page comes. */
  public static final Duration SNAPSHOT_KEPT = CollectionSnapshots.KEPT;

  private final CollectionReader reader;
  private final CollectionFillReader fillReader;
  private final CollectionWriter writer;
  private final CollectionSnapshots snapshots;
  private final FillCoordinator fills;

  @Inject
  CollectionCache(
      CollectionReader reader,
      CollectionFillReader fillReader,
      CollectionWriter writer,
      CollectionSnapshots snapshots,
      FillCoordinator fills) {
    this.reader = reader;
    this.fillReader = fillReader;
    this.writer = writer;
    this.snapshots = snapshots;
    this.fills = fills;
  }

  /**
   * Reads a page. PAGE_TOKEN_INVALID when the commit that the cursor is of is no longer readable.
   * With a fill the future may be complete only when its patience ends. Give a leader's part back
   * with {@link #giveBack} when it cannot be told.
   */
  public CompletableFuture<CollectionAnswer> get(
      CollectionRequest request, Cancellation cancellation) {
    FillRequest fill = request.fill();
    return Attempt.of(
        () ->
            fill == null
                ? reader.read(request, cancellation)
                : fillReader.read(request, fill, cancellation));
  }

  /** Lets somebody else lead: this one was never told that it does. */
  public void giveBack(CollectionAnswer answer) {
    if (answer.ticket() instanceof FillTicket.Leader leader) {
      fills.leaders().giveBack(leader.token());
    }
  }

  /**
   * Replaces a collection. Refused: what puts are refused with, the path naming the member;
   * VERSION_CONFLICT and ALREADY_EXISTS for the set. With a fill's token: KEY_INVALID when that is
   * of another collection, POLICY_INVALID, FILL_LOST, and FILL_SUPERSEDED, after which somebody
   * else leads; after other refusals the lease goes on.
   */
  public CompletableFuture<CollectionView> replace(
      CollectionReplacement replacement, List<PutRequest> members, Cancellation cancellation) {
    return Attempt.of(() -> writer.replace(replacement, members, cancellation));
  }

  /**
   * Begins a replacement in pages; answers the snapshot's id. OVERLOADED when there are many; for
   * its fill's token as {@link #replace}.
   */
  public CompletableFuture<String> begin(CollectionReplacement replacement) {
    return Attempt.of(() -> CompletableFuture.completedFuture(snapshots.begin(replacement)));
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
