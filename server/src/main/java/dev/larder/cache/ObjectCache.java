package dev.larder.cache;

import dev.larder.model.Cancellation;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.ObjectKey;
import dev.larder.model.Precondition;
import dev.larder.store.WriteCommand;
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
  /**
   * Reads one object. In strict mode an unknown namespace or kind is NAMESPACE_NOT_FOUND or
   * KIND_NOT_FOUND.
   */
  public CompletableFuture<ReadAnswer> get(ReadRequest request, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads many objects in one snapshot, in the order of the requests; in strict mode an unknown
   * name fails the call.
   */
  public CompletableFuture<List<ReadAnswer>> getAll(
      List<ReadRequest> requests, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /** Finds objects by an index term. */
  public CompletableFuture<LookupAnswer> lookup(LookupRequest request, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /** Stores one object. JSON_INVALID where the kind requires JSON and the payload is not. */
  public CompletableFuture<WriteCommand.PutResult> put(
      PutRequest request, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /** Stores many objects in one transaction; one item for each request. */
  public CompletableFuture<List<WriteCommand.PutBatch.Item>> putAll(
      List<PutRequest> requests, boolean atomic, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /** Renews objects; the new revision of each, or empty where nothing live is there. */
  public CompletableFuture<List<OptionalLong>> touch(
      List<ObjectKey> keys, LifetimeRequest lifetime, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /** Deletes one object. */
  public CompletableFuture<WriteCommand.DeleteResult> delete(
      ObjectKey key,
      boolean purge,
      @Nullable Precondition precondition,
      Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /** Invalidates objects by their keys. */
  public CompletableFuture<WriteCommand.InvalidateResult> invalidate(
      String namespace, List<ObjectKey> keys, boolean hard, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /** Invalidates all objects of a kind. */
  public CompletableFuture<WriteCommand.InvalidateResult> invalidateKind(
      String namespace, String kind, boolean hard, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /** Names the database. */
  public String epoch() {
    throw new UnsupportedOperationException();
  }
}
