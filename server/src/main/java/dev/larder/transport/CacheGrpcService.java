package dev.larder.transport;

import dev.larder.cache.CollectionCache;
import dev.larder.cache.ObjectCache;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.v1.AppendSnapshotRequest;
import dev.larder.v1.AppendSnapshotResponse;
import dev.larder.v1.BatchGetObjectsRequest;
import dev.larder.v1.BatchGetObjectsResponse;
import dev.larder.v1.BatchPutObjectsRequest;
import dev.larder.v1.BatchPutObjectsResponse;
import dev.larder.v1.BeginSnapshotRequest;
import dev.larder.v1.BeginSnapshotResponse;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.CommitSnapshotRequest;
import dev.larder.v1.CommitSnapshotResponse;
import dev.larder.v1.CompleteFillRequest;
import dev.larder.v1.CompleteFillResponse;
import dev.larder.v1.DeleteObjectRequest;
import dev.larder.v1.DeleteObjectResponse;
import dev.larder.v1.FailFillRequest;
import dev.larder.v1.FailFillResponse;
import dev.larder.v1.GetCapabilitiesRequest;
import dev.larder.v1.GetCapabilitiesResponse;
import dev.larder.v1.GetCollectionRequest;
import dev.larder.v1.GetCollectionResponse;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.InvalidateRequest;
import dev.larder.v1.InvalidateResponse;
import dev.larder.v1.LookupObjectsRequest;
import dev.larder.v1.LookupObjectsResponse;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.PutObjectResponse;
import dev.larder.v1.RenewFillRequest;
import dev.larder.v1.RenewFillResponse;
import dev.larder.v1.ReplaceCollectionRequest;
import dev.larder.v1.ReplaceCollectionResponse;
import dev.larder.v1.StreamCollectionRequest;
import dev.larder.v1.StreamCollectionResponse;
import dev.larder.v1.TouchObjectsRequest;
import dev.larder.v1.TouchObjectsResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * larder.v1.CacheService: converts, calls the cache, answers.
 *
 * <p>Thread-safe; no method blocks.
 */
final class CacheGrpcService extends CacheServiceGrpc.CacheServiceImplBase {
  private final ObjectCache cache;
  private final Answers answers;
  private final ObjectReads objectReads;
  private final BatchReads batchReads;
  private final BatchPuts batchPuts;
  private final Lookups lookups;
  private final Collections collections;
  private final CollectionStreams collectionStreams;
  private final CollectionCache collectionCache;
  private final PutMapper puts;
  private final FillMapper fills;
  private final Capabilities capabilities;
  private final MessageLimits limits;

  @Inject
  CacheGrpcService(
      ObjectCache cache,
      Answers answers,
      ObjectReads objectReads,
      BatchReads batchReads,
      BatchPuts batchPuts,
      Lookups lookups,
      Collections collections,
      CollectionStreams collectionStreams,
      CollectionCache collectionCache,
      PutMapper puts,
      FillMapper fills,
      Capabilities capabilities,
      MessageLimits limits) {
    this.cache = cache;
    this.answers = answers;
    this.objectReads = objectReads;
    this.batchReads = batchReads;
    this.batchPuts = batchPuts;
    this.lookups = lookups;
    this.collections = collections;
    this.collectionStreams = collectionStreams;
    this.collectionCache = collectionCache;
    this.puts = puts;
    this.fills = fills;
    this.capabilities = capabilities;
    this.limits = limits;
  }

  @Override
  public void getObject(GetObjectRequest request, StreamObserver<GetObjectResponse> observer) {
    answers.answer(observer, () -> objectReads.get(request, waiting()));
  }

  @Override
  public void batchGetObjects(
      BatchGetObjectsRequest request, StreamObserver<BatchGetObjectsResponse> observer) {
    answers.answer(observer, () -> batchReads.read(request, waiting()));
  }

  @Override
  public void lookupObjects(
      LookupObjectsRequest request, StreamObserver<LookupObjectsResponse> observer) {
    answers.answer(observer, () -> lookups.find(request, waiting()));
  }

  @Override
  public void putObject(PutObjectRequest request, StreamObserver<PutObjectResponse> observer) {
    answers.answer(
        observer,
        () ->
            cache
                .put(puts.read(request), waiting())
                .thenApply(
                    put -> BatchPuts.response(put.revision(), put.etag(), put.payloadChanged())));
  }

  @Override
  public void batchPutObjects(
      BatchPutObjectsRequest request, StreamObserver<BatchPutObjectsResponse> observer) {
    answers.answer(observer, () -> batchPuts.put(request, waiting()));
  }

  @Override
  public void touchObjects(
      TouchObjectsRequest request, StreamObserver<TouchObjectsResponse> observer) {
    answers.answer(
        observer,
        () -> {
          FieldChecks.items(
              request.getKeysList(), limits.maxBatchItems(), Reason.REQUEST_INVALID, "keys");
          return cache
              .touch(
                  KeyMapper.readAll(request.getKeysList(), "keys"),
                  LifetimeMapper.read(request.getLifetime(), "lifetime"),
                  waiting())
              .thenApply(ChangeMapper::touched);
        });
  }

  @Override
  public void deleteObject(
      DeleteObjectRequest request, StreamObserver<DeleteObjectResponse> observer) {
    answers.answer(
        observer,
        () ->
            cache
                .delete(
                    KeyMapper.read(request.getKey(), "key"),
                    ModeMapper.purge(request.getMode()),
                    request.hasPrecondition()
                        ? PreconditionMapper.forDelete(request.getPrecondition(), "precondition")
                        : null,
                    waiting())
                .thenApply(
                    deletion ->
                        DeleteObjectResponse.newBuilder()
                            .setDeleted(deletion.deleted())
                            .setRevision(deletion.revision())
                            .build()));
  }

  @Override
  public void invalidate(InvalidateRequest request, StreamObserver<InvalidateResponse> observer) {
    answers.answer(
        observer,
        () -> ChangeMapper.invalidate(cache, collectionCache, request, limits, waiting()));
  }

  @Override
  public void getCollection(
      GetCollectionRequest request, StreamObserver<GetCollectionResponse> observer) {
    answers.answer(observer, () -> collections.get(request, waiting()));
  }

  @Override
  public void streamCollection(
      StreamCollectionRequest request, StreamObserver<StreamCollectionResponse> observer) {
    collectionStreams.stream(request, observer, waiting());
  }

  @Override
  public void replaceCollection(
      ReplaceCollectionRequest request, StreamObserver<ReplaceCollectionResponse> observer) {
    answers.answer(observer, () -> collections.replace(request, waiting()));
  }

  @Override
  public void beginSnapshot(
      BeginSnapshotRequest request, StreamObserver<BeginSnapshotResponse> observer) {
    answers.answer(observer, () -> collections.begin(request));
  }

  @Override
  public void appendSnapshot(
      AppendSnapshotRequest request, StreamObserver<AppendSnapshotResponse> observer) {
    answers.answer(observer, () -> collections.append(request, waiting()));
  }

  @Override
  public void commitSnapshot(
      CommitSnapshotRequest request, StreamObserver<CommitSnapshotResponse> observer) {
    answers.answer(observer, () -> collections.commit(request));
  }

  @Override
  public void completeFill(
      CompleteFillRequest request, StreamObserver<CompleteFillResponse> observer) {
    answers.answer(
        observer,
        () ->
            cache
                .completeFill(request.getToken(), fills.result(request, cache), waiting())
                .thenApply(
                    put ->
                        CompleteFillResponse.newBuilder()
                            .setRevision(put.revision())
                            .setEtag(put.etag())
                            .setPayloadChanged(put.payloadChanged())
                            .build()));
  }

  @Override
  public void failFill(FailFillRequest request, StreamObserver<FailFillResponse> observer) {
    answers.answer(
        observer,
        () -> {
          cache.failFill(
              request.getToken(), FillMapper.error(request), FillMapper.backoff(request));
          return CompletableFuture.completedFuture(FailFillResponse.getDefaultInstance());
        });
  }

  @Override
  public void renewFill(RenewFillRequest request, StreamObserver<RenewFillResponse> observer) {
    answers.answer(
        observer,
        () -> {
          Duration lease = cache.renewFill(request.getToken(), fills.lease(request));
          return CompletableFuture.completedFuture(
              RenewFillResponse.newBuilder().setExpiresIn(WireTimes.duration(lease)).build());
        });
  }

  @Override
  public void getCapabilities(
      GetCapabilitiesRequest request, StreamObserver<GetCapabilitiesResponse> observer) {
    answers.answer(observer, capabilities::tell);
  }

  private static Cancellation waiting() {
    return CallCancellation.current();
  }
}
