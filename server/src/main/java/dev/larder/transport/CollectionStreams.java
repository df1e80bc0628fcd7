package dev.larder.transport;

import dev.larder.cache.CollectionAnswer;
import dev.larder.cache.CollectionCache;
import dev.larder.cache.CollectionRequest;
import dev.larder.model.CacheException;
import dev.larder.model.Cancellation;
import dev.larder.v1.PayloadView;
import dev.larder.v1.StreamCollectionRequest;
import dev.larder.v1.StreamCollectionResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;

/**
 * StreamCollection.
 *
 * <p>Thread-safe.
 */
final class CollectionStreams {
  private final CollectionCache cache;
  private final EntryMapper entries;
  private final PayloadWork payloads;
  private final StatusMapper statuses;
  private final int maxPageBytes;

  @Inject
  CollectionStreams(
      CollectionCache cache,
      EntryMapper entries,
      PayloadWork payloads,
      StatusMapper statuses,
      MessageLimits limits) {
    this.cache = cache;
    this.entries = entries;
    this.payloads = payloads;
    this.statuses = statuses;
    this.maxPageBytes = limits.maxCollectionPageBytes();
  }

  /**
   * Streams a collection.
   *
   * @param observer of the server's call
   */
  void stream(
      StreamCollectionRequest request,
      StreamObserver<StreamCollectionResponse> observer,
      Cancellation cancellation) {
    try {
      CallCancellation.requireAwaited();
      var call = (ServerCallStreamObserver<StreamCollectionResponse>) observer;
      new CollectionStream(this, request, CollectionMapper.read(request), call, cancellation)
          .begin();
    } catch (CacheException e) {
      observer.onError(statuses.toException(e));
    }
  }

  CompletableFuture<CollectionAnswer> read(CollectionRequest request, Cancellation cancellation) {
    return cache.get(request, cancellation);
  }

  /** As much of an answer as fits into a message. */
  CompletableFuture<CollectionPage> write(CollectionAnswer answer, PayloadView view) {
    return payloads.supply(
        CollectionPage.bytes(answer, view, maxPageBytes),
        () -> CollectionPage.of(answer, view, entries, maxPageBytes));
  }

  /** What the caller is told of a failure. */
  StatusRuntimeException failure(Throwable why) {
    return statuses.toException(why);
  }
}
