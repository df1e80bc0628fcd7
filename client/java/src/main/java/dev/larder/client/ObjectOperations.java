package dev.larder.client;

import dev.larder.v1.BatchPutObjectsItem;
import dev.larder.v1.BatchPutObjectsRequest;
import dev.larder.v1.BatchPutObjectsResponse;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.DeleteObjectRequest;
import dev.larder.v1.DeleteObjectResponse;
import dev.larder.v1.GetCapabilitiesRequest;
import dev.larder.v1.GetCapabilitiesResponse;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.InvalidateRequest;
import dev.larder.v1.InvalidateResponse;
import dev.larder.v1.KeyList;
import dev.larder.v1.LookupObjectsRequest;
import dev.larder.v1.LookupObjectsResponse;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.PutObjectResponse;
import dev.larder.v1.TagList;
import dev.larder.v1.TouchObjectsItem;
import dev.larder.v1.TouchObjectsRequest;
import dev.larder.v1.TouchObjectsResponse;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The calls of the cache service. */
final class ObjectOperations {
  private ObjectOperations() {}

  static <T> Operation<GetObjectRequest, GetObjectResponse, Read<T>> get(
      Key key, Codec<T> codec, ReadOptions options) {
    return new Operation<>(
        CacheServiceGrpc.getGetObjectMethod(),
        WireRequests.get(key, options),
        response -> WireResponses.read(response, codec),
        true);
  }

  static <T> Operation<LookupObjectsRequest, LookupObjectsResponse, Page<CachedObject<T>>> lookup(
      Lookup lookup, Codec<T> codec, String pageToken) {
    return new Operation<>(
        CacheServiceGrpc.getLookupObjectsMethod(),
        WireRequests.lookup(lookup, pageToken),
        response ->
            new Page<>(
                response.getEntriesList().stream()
                    .map(entry -> WireResponses.object(entry, codec))
                    .toList(),
                response.getNextPageToken()),
        true);
  }

  static <T> Operation<PutObjectRequest, PutObjectResponse, PutResult> put(
      Put<T> put, Codec<T> codec) {
    return new Operation<>(
        CacheServiceGrpc.getPutObjectMethod(),
        WireRequests.put(put, codec),
        WireResponses::put,
        false);
  }

  static <T>
      Operation<BatchPutObjectsRequest, BatchPutObjectsResponse, List<BatchItem<PutResult>>>
          batchPut(List<Put<T>> puts, Codec<T> codec, BatchMode mode) {
    return new Operation<>(
        CacheServiceGrpc.getBatchPutObjectsMethod(),
        BatchPutObjectsRequest.newBuilder()
            .addAllRequests(puts.stream().map(put -> WireRequests.put(put, codec)).toList())
            .setMode(WireRequests.mode(mode))
            .build(),
        response -> puts(puts, response.getItemsList()),
        false);
  }

  static Operation<TouchObjectsRequest, TouchObjectsResponse, List<TouchResult>> touch(
      List<Key> keys, Lifetime lifetime) {
    return new Operation<>(
        CacheServiceGrpc.getTouchObjectsMethod(),
        WireRequests.touch(keys, lifetime),
        response -> touches(keys, response.getItemsList()),
        false);
  }

  static Operation<DeleteObjectRequest, DeleteObjectResponse, DeleteResult> delete(
      Key key, DeleteMode mode, @Nullable Precondition precondition) {
    DeleteObjectRequest.Builder request =
        DeleteObjectRequest.newBuilder().setKey(WireRequests.key(key)).setMode(mode(mode));
    if (precondition != null) {
      request.setPrecondition(WireRequests.precondition(precondition));
    }
    return new Operation<>(
        CacheServiceGrpc.getDeleteObjectMethod(),
        request.build(),
        response -> new DeleteResult(response.getDeleted(), response.getRevision()),
        false);
  }

  static Operation<InvalidateRequest, InvalidateResponse, InvalidateResult> invalidate(
      Collection<Key> keys, InvalidateMode mode) {
    return invalidate(
        InvalidateRequest.newBuilder()
            .setNamespace(namespace(keys))
            .setKeys(KeyList.newBuilder().addAllKeys(WireRequests.keys(keys)))
            .setMode(mode(mode))
            .build());
  }

  static Operation<InvalidateRequest, InvalidateResponse, InvalidateResult> invalidateKind(
      String namespace, String kind, InvalidateMode mode) {
    return invalidate(
        InvalidateRequest.newBuilder()
            .setNamespace(namespace)
            .setKind(kind)
            .setMode(mode(mode))
            .build());
  }

  static Operation<InvalidateRequest, InvalidateResponse, InvalidateResult> invalidateTags(
      String namespace, Collection<String> tags, InvalidateMode mode) {
    return invalidate(
        InvalidateRequest.newBuilder()
            .setNamespace(namespace)
            .setTags(TagList.newBuilder().addAllTags(tags))
            .setMode(mode(mode))
            .build());
  }

  static Operation<GetCapabilitiesRequest, GetCapabilitiesResponse, Capabilities> capabilities() {
    return new Operation<>(
        CacheServiceGrpc.getGetCapabilitiesMethod(),
        GetCapabilitiesRequest.getDefaultInstance(),
        response ->
            new Capabilities(
                response.getServerVersion(),
                response.getStoreEpoch(),
                new HashSet<>(response.getFeaturesList()),
                response.getMaxPayloadBytes(),
                response.getMaxMessageBytes(),
                response.getMaxBatchItems()),
        true);
  }

  private static Operation<InvalidateRequest, InvalidateResponse, InvalidateResult> invalidate(
      InvalidateRequest request) {
    return new Operation<>(
        CacheServiceGrpc.getInvalidateMethod(),
        request,
        response -> new InvalidateResult(response.getRevision(), response.getInvalidated()),
        false);
  }

  private static String namespace(Collection<Key> keys) {
    return keys.stream()
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no keys to invalidate"))
        .namespace();
  }

  private static <T> List<BatchItem<PutResult>> puts(
      List<Put<T>> puts, List<BatchPutObjectsItem> items) {
    BatchRead.requireOneEach(puts.size(), items.size());
    return IntStream.range(0, items.size())
        .mapToObj(index -> put(puts.get(index).key(), items.get(index)))
        .toList();
  }

  private static BatchItem<PutResult> put(Key key, BatchPutObjectsItem item) {
    return item.hasError()
        ? BatchItem.failed(key, Failures.of(item.getError()))
        : BatchItem.succeeded(key, WireResponses.put(item.getResponse()));
  }

  private static List<TouchResult> touches(List<Key> keys, List<TouchObjectsItem> items) {
    BatchRead.requireOneEach(keys.size(), items.size());
    return IntStream.range(0, items.size())
        .mapToObj(
            index ->
                new TouchResult(
                    keys.get(index), items.get(index).getTouched(), items.get(index).getRevision()))
        .toList();
  }

  private static dev.larder.v1.DeleteMode mode(DeleteMode mode) {
    return switch (mode) {
      case TOMBSTONE -> dev.larder.v1.DeleteMode.DELETE_MODE_TOMBSTONE;
      case PURGE -> dev.larder.v1.DeleteMode.DELETE_MODE_PURGE;
    };
  }

  private static dev.larder.v1.InvalidateMode mode(InvalidateMode mode) {
    return switch (mode) {
      case SOFT -> dev.larder.v1.InvalidateMode.INVALIDATE_MODE_SOFT;
      case HARD -> dev.larder.v1.InvalidateMode.INVALIDATE_MODE_HARD;
    };
  }
}
