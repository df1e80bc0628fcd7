package dev.larder.cache;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.ObjectKey;
import dev.larder.store.ObjectStore;
import dev.larder.store.WriteCommand;
import dev.larder.store.WriteCommand.Claimed;
import dev.larder.store.WriteCommand.PutResult;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What leaders tell: the value, a failure, that they need longer.
 *
 * <p>Thread-safe.
 */
final class FillWriter {
  private final ObjectStore store;
  private final ObjectWriter writer;
  private final FillCoordinator coordinator;

  @Inject
  FillWriter(ObjectStore store, ObjectWriter writer, FillCoordinator coordinator) {
    this.store = store;
    this.writer = writer;
    this.coordinator = coordinator;
  }

  /** The object that a token is for; POLICY_INVALID, FILL_LOST, FILL_SUPERSEDED. */
  ObjectKey key(String token) {
    return objectKey(coordinator.leaders().require(token));
  }

  private static ObjectKey objectKey(Fill fill) {
    if (fill.key instanceof FillKey.OfObject object) {
      return object.key();
    }
    throw CacheException.invalid(
        Reason.POLICY_INVALID, "token", "is of a collection: use ReplaceCollection or a snapshot");
  }

  CompletableFuture<PutResult> complete(
      String token, FillResult result, Cancellation cancellation) {
    Fill fill = coordinator.leaders().require(token);
    ObjectKey key = objectKey(fill);
    FillClaim claim = coordinator.leaders().claim(fill);
    return result instanceof FillResult.NotModified unchanged
        ? touch(claim, writer.renewal(key, unchanged.lifetime()), cancellation)
        : write(claim, writer.command(put(key, result)), cancellation);
  }

  private static PutRequest put(ObjectKey key, FillResult result) {
    if (result instanceof FillResult.Value value) {
      if (!value.put().key().equals(key)) {
        throw CacheException.invalid(
            Reason.KEY_INVALID, "value.key", "is not the object that the fill is of");
      }
      return value.put();
    }
    FillResult.OriginNotFound absent = (FillResult.OriginNotFound) result;
    return new PutRequest(key, Content.of(null, List.of(), ""), absent.lifetime(), null, null);
  }

  private <R> CompletableFuture<R> write(
      FillClaim claim, WriteCommand<R> command, Cancellation cancellation) {
    return store
        .write(new Claimed<>(command, claim), cancellation)
        .whenComplete((stored, failure) -> claim.ended(failure));
  }

  private CompletableFuture<PutResult> touch(
      FillClaim claim, WriteCommand.Touch touch, Cancellation cancellation) {
    return write(claim, touch, cancellation)
        .thenApply(revisions -> touched(claim, revisions.get(0)));
  }

  private static PutResult touched(FillClaim claim, OptionalLong revision) {
    if (revision.isEmpty()) {
      claim.superseded();
      throw new CacheException(
          Reason.FILL_SUPERSEDED, "what the origin says is unchanged is not stored any more");
    }
    Entry landed = claim.landed();
    return new PutResult(
        revision.getAsLong(), landed == null ? "" : landed.content().etag(), false);
  }

  void fail(String token, OriginError error, Duration backoff) {
    coordinator.fail(coordinator.leaders().require(token), error, backoff);
  }

  Duration renew(String token, Duration lease) {
    return coordinator.renew(coordinator.leaders().require(token), lease);
  }
}
