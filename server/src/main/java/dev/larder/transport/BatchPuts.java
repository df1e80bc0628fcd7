package dev.larder.transport;

import com.google.rpc.Status;
import dev.larder.cache.ObjectCache;
import dev.larder.cache.PutRequest;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.v1.BatchPutObjectsItem;
import dev.larder.v1.BatchPutObjectsRequest;
import dev.larder.v1.BatchPutObjectsResponse;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.PutObjectResponse;
import jakarta.inject.Inject;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * BatchPutObjects: what is sound is put together, in one transaction; what is not gets its own
 * error, and keeps back all others when the batch is atomic.
 *
 * <p>Thread-safe.
 */
final class BatchPuts {
  private final ObjectCache cache;
  private final PutMapper puts;
  private final StatusMapper statuses;
  private final MessageLimits limits;

  @Inject
  BatchPuts(ObjectCache cache, PutMapper puts, StatusMapper statuses, MessageLimits limits) {
    this.cache = cache;
    this.puts = puts;
    this.statuses = statuses;
    this.limits = limits;
  }

  CompletableFuture<BatchPutObjectsResponse> put(
      BatchPutObjectsRequest request, Cancellation cancellation) {
    boolean atomic = ModeMapper.atomic(request.getMode());
    List<PutObjectRequest> requests =
        FieldChecks.items(
            request.getRequestsList(), limits.maxBatchItems(), Reason.REQUEST_INVALID, "requests");
    CheckedBatch<PutRequest> batch = CheckedBatch.of(requests, puts::read, statuses);
    if (atomic && !batch.allGood()) {
      return CompletableFuture.completedFuture(aborted(batch.errors()));
    }
    return cache
        .putAll(batch.good(), atomic, cancellation)
        .thenApply(
            items ->
                response(
                    batch.errors(),
                    items.stream()
                        .map(
                            item -> {
                              var put = item.result();
                              CacheException why = item.why();
                              return put == null
                                  ? refused(why)
                                  : stored(put.revision(), put.etag(), put.payloadChanged());
                            })));
  }

  private static BatchPutObjectsResponse response(
      List<@Nullable Status> errors, Stream<BatchPutObjectsItem> items) {
    BatchPutObjectsResponse.Builder response = BatchPutObjectsResponse.newBuilder();
    Iterator<BatchPutObjectsItem> next = items.iterator();
    for (Status error : errors) {
      response.addItems(error == null ? next.next() : item(error));
    }
    return response.build();
  }

  private BatchPutObjectsResponse aborted(List<@Nullable Status> errors) {
    Status bystander =
        statuses.toStatus(
            new CacheException(
                Reason.BATCH_ABORTED, "another item of the batch failed; nothing was done"));
    BatchPutObjectsResponse.Builder response = BatchPutObjectsResponse.newBuilder();
    for (Status error : errors) {
      response.addItems(item(error == null ? bystander : error));
    }
    return response.build();
  }

  private BatchPutObjectsItem refused(@Nullable CacheException why) {
    return item(
        statuses.toStatus(
            why == null ? new IllegalStateException("an item without an answer") : why));
  }

  private static BatchPutObjectsItem item(Status error) {
    return BatchPutObjectsItem.newBuilder().setError(error).build();
  }

  private static BatchPutObjectsItem stored(long revision, String etag, boolean payloadChanged) {
    return BatchPutObjectsItem.newBuilder()
        .setResponse(response(revision, etag, payloadChanged))
        .build();
  }

  static PutObjectResponse response(long revision, String etag, boolean payloadChanged) {
    return PutObjectResponse.newBuilder()
        .setRevision(revision)
        .setEtag(etag)
        .setPayloadChanged(payloadChanged)
        .build();
  }
}
