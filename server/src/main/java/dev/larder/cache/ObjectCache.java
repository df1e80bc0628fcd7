package dev.larder.cache;

import dev.larder.model.Cancellation;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.ObjectKey;
import dev.larder.model.Outcome;
import dev.larder.model.Precondition;
import dev.larder.store.WriteCommand;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The cache as clients mean it. No method blocks; a read that the hot tier answers comes back as a
 * completed future. Futures fail with {@link dev.larder.model.CacheException}; anything else is a
 * fault of ours. Arguments are taken to be within the bounds of the wire contract: the transport
 * has checked what can be checked without knowing what is stored.
 *
 * <p>Thread-safe.
 */
public final class ObjectCache {
  private final ObjectReader reader;
  private final FillReader fillReader;
  private final FillWriter fillWriter;
  private final FillCoordinator fills;
  private final SnapshotReader snapshots;
  private final ObjectFinder finder;
  private final ObjectWriter writer;
  private final Publication publication;
  private final KindDirectory kinds;

  @Inject
  ObjectCache(
      ObjectReader reader,
      FillReader fillReader,
      FillWriter fillWriter,
      FillCoordinator fills,
      SnapshotReader snapshots,
      ObjectFinder finder,
      ObjectWriter writer,
      Publication publication,
      KindDirectory kinds) {
    this.reader = reader;
    this.fillReader = fillReader;
    this.fillWriter = fillWriter;
    this.fills = fills;
    this.snapshots = snapshots;
    this.finder = finder;
    this.writer = writer;
    this.publication = publication;
    this.kinds = kinds;
  }

  /**
   * In strict mode, refuses an unknown namespace or kind with NAMESPACE_NOT_FOUND or
   * KIND_NOT_FOUND: for whoever reads many objects and wants one unknown name to fail that one
   * alone.
   */
  public void requireKnown(ObjectKey key) {
    kinds.checkKind(key.namespace(), key.kind());
  }

  /**
   * Reads one object. In strict mode an unknown namespace or kind is NAMESPACE_NOT_FOUND or
   * KIND_NOT_FOUND. With a fill the future may be complete only when its patience ends; it is
   * completed on the fill thread then.
   */
  public CompletableFuture<ReadAnswer> get(ReadRequest request, Cancellation cancellation) {
    FillRequest fill = request.fill();
    return Attempt.of(
        () ->
            fill == null
                ? reader.get(request, cancellation)
                : fillReader.get(request, fill, cancellation));
  }

  /**
   * Takes part in the fill of an object that was read by {@link #getAll}, without waiting; the
   * answer with its part. Give a leader's back with {@link #giveBack} when it cannot be told.
   */
  public CompletableFuture<ReadAnswer> join(
      ReadRequest request, ReadAnswer read, Cancellation cancellation) {
    FillRequest fill = request.fill();
    return fill == null || read.outcome() == Outcome.DEFERRED
        ? CompletableFuture.completedFuture(read)
        : Attempt.of(() -> fillReader.join(request, fill, read, cancellation));
  }

  /** Lets somebody else lead: this one was never told that it does. */
  public void giveBack(ReadAnswer answer) {
    if (answer.ticket() instanceof FillTicket.Leader leader) {
      fills.leaders().giveBack(leader.token());
    }
  }

  /** The object that a leader's token is for; POLICY_INVALID, FILL_LOST, FILL_SUPERSEDED. */
  public ObjectKey filledKey(String token) {
    return fillWriter.key(token);
  }

  /**
   * Stores what a leader was told by the origin and answers all who wait with it. FILL_LOST,
   * FILL_SUPERSEDED, and what a put is refused with; then the lease goes on.
   */
  public CompletableFuture<WriteCommand.PutResult> completeFill(
      String token, FillResult result, Cancellation cancellation) {
    return Attempt.of(() -> fillWriter.complete(token, result, cancellation));
  }

  /**
   * Tells that a leader could not ask the origin. POLICY_INVALID, FILL_LOST, FILL_SUPERSEDED,
   * thrown.
   *
   * @param backoff how long nobody is to be sent; zero: the next is sent at once
   */
  public void failFill(String token, OriginError error, Duration backoff) {
    fillWriter.fail(token, error, backoff);
  }

  /** Gives a leader more time from now on; how long. Thrown: as {@link #failFill}. */
  public Duration renewFill(String token, Duration lease) {
    return fillWriter.renew(token, lease);
  }

  /** Ends all waits with SHUTTING_DOWN; from now on nobody is kept waiting. */
  public void stopWaiting() {
    fills.stopWaiting();
  }

  /**
   * Reads many objects in one snapshot, in the order of the requests; in strict mode an unknown
   * name fails the call. What is more than is read at once is DEFERRED; the first that has to be
   * looked up never is.
   *
   * <p>Not counted yet: say of each answer that the caller is told that it was {@link #answered}.
   */
  public CompletableFuture<List<ReadAnswer>> getAll(
      List<ReadRequest> requests, Cancellation cancellation) {
    return Attempt.of(() -> snapshots.getAll(requests, cancellation));
  }

  /**
   * Counts an answer of {@link #getAll} among the reads by outcome. Not for those that are put off
   * to another call, where they will be answered anew.
   */
  public void answered(ReadRequest request, ReadAnswer answer) {
    snapshots.countAnswer(request, answer);
  }

  /** Finds objects by an index term. */
  public CompletableFuture<LookupAnswer> lookup(LookupRequest request, Cancellation cancellation) {
    return Attempt.of(() -> finder.lookup(request, cancellation));
  }

  /** Stores one object. JSON_INVALID where the kind requires JSON and the payload is not. */
  public CompletableFuture<WriteCommand.PutResult> put(
      PutRequest request, Cancellation cancellation) {
    return Attempt.of(() -> writer.put(request, cancellation));
  }

  /** Stores many objects in one transaction; one item for each request. */
  public CompletableFuture<List<WriteCommand.PutBatch.Item>> putAll(
      List<PutRequest> requests, boolean atomic, Cancellation cancellation) {
    return Attempt.of(() -> writer.putAll(requests, atomic, cancellation));
  }

  /** Renews objects; the new revision of each, or empty where nothing live is there. */
  public CompletableFuture<List<OptionalLong>> touch(
      List<ObjectKey> keys, LifetimeRequest lifetime, Cancellation cancellation) {
    return Attempt.of(() -> writer.touch(keys, lifetime, cancellation));
  }

  /** Deletes one object. */
  public CompletableFuture<WriteCommand.DeleteResult> delete(
      ObjectKey key,
      boolean purge,
      @Nullable Precondition precondition,
      Cancellation cancellation) {
    return Attempt.of(() -> writer.delete(key, purge, precondition, cancellation));
  }

  /** Invalidates objects by their keys. */
  public CompletableFuture<WriteCommand.InvalidateResult> invalidate(
      String namespace, List<ObjectKey> keys, boolean hard, Cancellation cancellation) {
    return Attempt.of(() -> writer.invalidate(namespace, keys, hard, cancellation));
  }

  /** Invalidates all objects of a namespace that carry any of these tags. */
  public CompletableFuture<WriteCommand.InvalidateResult> invalidateTags(
      String namespace, List<String> tags, boolean hard, Cancellation cancellation) {
    return Attempt.of(() -> writer.invalidateTags(namespace, tags, hard, cancellation));
  }

  /** Invalidates all objects of a kind. */
  public CompletableFuture<WriteCommand.InvalidateResult> invalidateKind(
      String namespace, String kind, boolean hard, Cancellation cancellation) {
    return Attempt.of(() -> writer.invalidateKind(namespace, kind, hard, cancellation));
  }

  /** Names the database. */
  public String epoch() {
    return publication.catalogue().epoch();
  }
}
