package dev.larder.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What is answered in place of a load that failed: what is stale, where that is welcome. */
final class StandIn<T> {
  private final LoadRequest<T> request;

  StandIn(LoadRequest<T> request) {
    this.request = request;
  }

  /** The answer of callers whose load failed so, or that failure. */
  CompletableFuture<Answer<T>> after(LoadFailedException failed) {
    if (failed.isInterrupted() || !request.options().staleIfError()) {
      return CompletableFuture.failedFuture(failed);
    }
    ReadOptions stale =
        ReadOptions.of(Freshness.STALE_IF_ERROR).withMaxAge(request.options().read().maxAge());
    return request
        .caller()
        .start(ObjectOperations.get(request.key(), request.codec(), stale))
        .handle((read, failure) -> answer(read, failure, failed));
  }

  private Answer<T> answer(
      @Nullable Read<T> read, @Nullable Throwable readFailure, LoadFailedException failed) {
    if (readFailure != null) {
      failed.addSuppressed(Futures.unwrap(readFailure));
    }
    Answer<T> answer =
        Optional.ofNullable(read)
            .flatMap(Answer::of)
            .orElseThrow(() -> new CompletionException(failed));
    request.loading().tell(listener -> listener.staleServed(request.key(), failed));
    return answer;
  }
}
