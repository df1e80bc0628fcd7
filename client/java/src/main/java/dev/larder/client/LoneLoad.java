package dev.larder.client;

import dev.larder.client.SingleFlight.Flight;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** A load by a process that no server sent: the cache is away, or does not know of fills. */
final class LoneLoad<T> {
  private final LoadRequest<T> request;

  LoneLoad(LoadRequest<T> request) {
    this.request = request;
  }

  /**
   * Loads, and caches nothing: without a lease nobody knows whether a write has come in between.
   */
  CompletableFuture<Answer<T>> load(Flight flight) {
    return askOrigin(
        (loaded, began) ->
            CompletableFuture.completedFuture(
                new Answer<>(loaded.valueOrNull(), Answer.Source.ORIGIN)));
  }

  /** Loads, and puts what came unless something is there that was fetched later. */
  CompletableFuture<Answer<T>> loadAndPut(Flight flight) {
    return askOrigin((loaded, began) -> put(loaded, began, flight));
  }

  // The answer of the loader comes on a thread of its choice, a timeout on one of the JDK's:
  // neither goes on to the callers.
  private CompletableFuture<Answer<T>> askOrigin(
      BiFunction<Loaded<T>, Instant, CompletableFuture<Answer<T>>> keep) {
    Instant began = request.loading().now();
    return Futures.foldAsync(
        request.callLoader(Optional.empty(), request.options().timeout()),
        request.caller().callbacks(),
        loaded -> keep.apply(loaded, began),
        failure -> new StandIn<>(request).after(LoadFailedException.of(request.key(), failure)));
  }

  private CompletableFuture<Answer<T>> put(Loaded<T> loaded, Instant began, Flight flight) {
    Answer<T> answer = new Answer<>(loaded.valueOrNull(), Answer.Source.ORIGIN);
    Put<T> put = new Put<>(request.key(), loaded.valueOrNull(), dated(loaded.options(), began));
    // Made once: the callers wait for it, who have their answer already, and so does every write to
    // the key, while losing it costs no more than another load.
    Caller transport = request.caller().withCallbacks(Runnable::run).withoutRepeats();
    return request
        .loading()
        .put(
            request.key(),
            flight,
            () -> transport.start(() -> ObjectOperations.put(put, request.codec())))
        .handleAsync(
            (result, failure) -> {
              if (failure != null) {
                LarderException cause = Failures.of(failure);
                request.loading().tell(listener -> listener.cacheWriteFailed(request.key(), cause));
              }
              return answer;
            },
            request.caller().callbacks());
  }

  private static PutOptions dated(PutOptions options, Instant began) {
    PutOptions dated = options.fetchTime() == null ? options.withFetchTime(began) : options;
    return dated.precondition() == null
        ? dated.withPrecondition(new Precondition.NewerFetchTime())
        : dated;
  }
}
