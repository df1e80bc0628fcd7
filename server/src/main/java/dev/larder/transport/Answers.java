package dev.larder.transport;

import com.google.protobuf.MessageLite;
import dev.larder.model.CacheException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Ends a call with what its work comes to: the answer, or the status of the failure, whether the
 * work failed at once or later.
 *
 * <p>Thread-safe.
 */
final class Answers {
  private final StatusMapper statuses;
  private final PayloadWork payloads;

  @Inject
  Answers(StatusMapper statuses, PayloadWork payloads) {
    this.statuses = statuses;
    this.payloads = payloads;
  }

  /**
   * Does the work of a call and answers it.
   *
   * @param work begun only while the caller still waits; runs on this thread, so it must not block
   */
  <R extends MessageLite> void answer(
      StreamObserver<R> observer, Supplier<CompletableFuture<R>> work) {
    tolerateCancellation(observer);
    CompletableFuture<Void> unused =
        begin(work).handle((response, failure) -> finish(observer, response, failure));
  }

  private static <R> CompletableFuture<R> begin(Supplier<CompletableFuture<R>> work) {
    try {
      CallCancellation.requireAwaited();
      return work.get();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private <R extends MessageLite> Void finish(
      StreamObserver<R> observer, R response, Throwable failure) {
    if (failure != null) {
      observer.onError(statuses.toException(failure));
    } else if (PayloadWork.isLarge(response.getSerializedSize())) {
      sendElsewhere(observer, response);
    } else {
      send(observer, response);
    }
    return null;
  }

  /**
   * A response is put into bytes where it is sent. Its future may have been complete before this
   * was attached to it, so this may well be the event loop.
   */
  private <R extends MessageLite> void sendElsewhere(StreamObserver<R> observer, R response) {
    try {
      payloads.execute(response.getSerializedSize(), () -> send(observer, response));
    } catch (CacheException | Error e) {
      // What it answers may have been committed, so it must not be told that nothing was done.
      send(observer, response);
    }
  }

  private <R> void send(StreamObserver<R> observer, R response) {
    try {
      observer.onNext(response);
      observer.onCompleted();
    } catch (RuntimeException | Error e) {
      observer.onError(statuses.toException(e));
    }
  }

  /** Without a handler an answer to a caller that has gone would be thrown back at us. */
  private static void tolerateCancellation(StreamObserver<?> observer) {
    if (observer instanceof ServerCallStreamObserver<?> call) {
      call.setOnCancelHandler(() -> {});
    }
  }
}
