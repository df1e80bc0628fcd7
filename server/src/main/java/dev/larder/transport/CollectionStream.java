package dev.larder.transport;

import dev.larder.cache.CollectionAnswer;
import dev.larder.cache.CollectionCursor;
import dev.larder.cache.CollectionRequest;
import dev.larder.model.Cancellation;
import dev.larder.v1.StreamCollectionRequest;
import dev.larder.v1.StreamCollectionResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One StreamCollection. A page is read only when the transport has room for its message, one at a
 * time: so whatever the size of the collection and however slow its reader, it holds one page.
 *
 * <p>Thread-safe: whoever finds it idle and ready takes the next step, on whatever thread.
 */
final class CollectionStream {
  private final CollectionStreams streams;
  private final StreamCollectionRequest wire;
  private final ServerCallStreamObserver<StreamCollectionResponse> observer;
  private final Cancellation cancellation;
  private final AtomicBoolean busy = new AtomicBoolean();

  /** These two are of the one who is busy. */
  private volatile CollectionRequest next;

  private volatile boolean begun;
  private volatile boolean ended;

  CollectionStream(
      CollectionStreams streams,
      StreamCollectionRequest wire,
      CollectionRequest request,
      ServerCallStreamObserver<StreamCollectionResponse> observer,
      Cancellation cancellation) {
    this.streams = streams;
    this.wire = wire;
    this.next = request;
    this.observer = observer;
    this.cancellation = cancellation;
  }

  /** To be called before the service's method returns. */
  void begin() {
    // Without a handler an answer to a caller that has gone would be thrown back at us.
    observer.setOnCancelHandler(() -> {});
    observer.setOnReadyHandler(this::goOn);
    goOn();
  }

  private void goOn() {
    if (observer.isReady() && !ended && busy.compareAndSet(false, true)) {
      step();
    }
  }

  private void step() {
    if (ended) {
      busy.set(false);
      return;
    }
    CompletableFuture<Void> unused =
        CompletableFuture.completedFuture(next)
            .thenCompose(request -> streams.read(request, cancellation))
            .thenCompose(
                answer ->
                    streams
                        .write(answer, wire.getPolicy().getView())
                        .thenAccept(page -> send(answer, page)))
            .handle(
                (sent, failure) -> {
                  if (failure != null) {
                    ended = true;
                    observer.onError(streams.failure(failure));
                  }
                  busy.set(false);
                  goOn();
                  return null;
                });
  }

  private void send(CollectionAnswer answer, CollectionPage page) {
    StreamCollectionResponse.Builder message =
        StreamCollectionResponse.newBuilder()
            .setOutcome(OutcomeMapper.write(answer.outcome()))
            .addAllEntries(page.entries())
            .setResumeToken(
                PageTokens.next(
                    CollectionMapper.arguments(wire), CollectionPage.position(page.next())));
    if (!begun) {
      writeFirst(answer, message);
      begun = true;
    }
    observer.onNext(message.build());
    CollectionCursor cursor = page.next();
    if (cursor == null) {
      ended = true;
      observer.onCompleted();
    } else {
      next = from(cursor);
    }
  }

  private static void writeFirst(
      CollectionAnswer answer, StreamCollectionResponse.Builder message) {
    message.setReadRevision(answer.readRevision());
    if (answer.view() != null) {
      message.setState(CollectionMapper.write(answer.view()));
    }
  }

  private CollectionRequest from(CollectionCursor cursor) {
    return new CollectionRequest(
        next.ref(), next.policy(), next.allFresh(), "", next.pageSize(), cursor);
  }
}
