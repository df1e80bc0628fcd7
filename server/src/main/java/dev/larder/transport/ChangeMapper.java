package dev.larder.transport;

import dev.larder.cache.ObjectCache;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.ObjectKey;
import dev.larder.v1.InvalidateRequest;
import dev.larder.v1.InvalidateResponse;
import dev.larder.v1.Key;
import dev.larder.v1.TouchObjectsItem;
import dev.larder.v1.TouchObjectsResponse;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Touches and invalidations: checked against the bounds of the contract, and their answers. */
final class ChangeMapper {
  private ChangeMapper() {}

  static TouchObjectsResponse touched(List<OptionalLong> revisions) {
    TouchObjectsResponse.Builder response = TouchObjectsResponse.newBuilder();
    for (OptionalLong revision : revisions) {
      response.addItems(
          TouchObjectsItem.newBuilder()
              .setTouched(revision.isPresent())
              .setRevision(revision.orElse(0)));
    }
    return response.build();
  }

  static CompletableFuture<InvalidateResponse> invalidate(
      ObjectCache cache, InvalidateRequest request, MessageLimits limits, Cancellation waiting) {
    String namespace = KeyMapper.name(request.getNamespace(), "namespace");
    boolean hard = ModeMapper.hard(request.getMode());
    return switch (request.getTargetCase()) {
      case KEYS ->
          cache
              .invalidate(namespace, keys(namespace, request, limits), hard, waiting)
              .thenApply(done -> response(done.revision(), done.invalidated()));
      case KIND ->
          cache
              .invalidateKind(namespace, KeyMapper.name(request.getKind(), "kind"), hard, waiting)
              .thenApply(done -> response(done.revision(), done.invalidated()));
      case TAGS ->
          cache
              .invalidateTags(namespace, tags(request, limits), hard, waiting)
              .thenApply(done -> response(done.revision(), done.invalidated()));
      case COLLECTION, TARGET_NOT_SET ->
          throw CacheException.invalid(Reason.POLICY_INVALID, "target", "one must be set");
    };
  }

  private static List<ObjectKey> keys(
      String namespace, InvalidateRequest request, MessageLimits limits) {
    String field = "keys.keys";
    List<Key> keys = request.getKeys().getKeysList();
    if (keys.isEmpty()) {
      throw CacheException.invalid(Reason.KEY_INVALID, field, "at least one key");
    }
    FieldChecks.items(keys, limits.maxBatchItems(), Reason.REQUEST_INVALID, field);
    return KeyMapper.readAllOf(namespace, keys, field);
  }

  private static List<String> tags(InvalidateRequest request, MessageLimits limits) {
    String field = "tags.tags";
    List<String> tags = request.getTags().getTagsList();
    if (tags.isEmpty()) {
      throw CacheException.invalid(Reason.KEY_INVALID, field, "at least one tag");
    }
    FieldChecks.items(tags, limits.maxBatchItems(), Reason.REQUEST_INVALID, field);
    return FieldChecks.names(tags, Content.MAX_TAG_BYTES, field);
  }

  private static InvalidateResponse response(long revision, long invalidated) {
    return InvalidateResponse.newBuilder()
        .setRevision(revision)
        .setInvalidated(invalidated)
        .build();
  }
}
