package dev.larder.client;

import dev.larder.client.LarderException.Code;
import dev.larder.client.SingleFlight.Flight;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One caller's way through the cache to the origin and back. */
final class ReadThrough<T> {
  // The request would fare no better at the origin, or must not reach it. Whatever else is wrong is
  // wrong with the cache: the origin can still answer.
  private static final Set<Code> REFUSED =
      EnumSet.of(
          Code.INVALID_ARGUMENT,
          Code.NOT_FOUND,
          Code.PERMISSION_DENIED,
          Code.UNAUTHENTICATED,
          Code.FAILED_PRECONDITION,
          Code.UNIMPLEMENTED);

  private final Loading loading;
  private final Caller caller;
  private final Key key;
  private final Codec<T> codec;
  private final AsyncLoader<T> loader;
  private final LoadOptions options;

  ReadThrough(
      Loading loading,
      Caller caller,
      Key key,
      Codec<T> codec,
      AsyncLoader<T> loader,
      LoadOptions options) {
    this.loading = loading;
    this.caller = caller;
    this.key = key;
    this.codec = codec;
    this.loader = loader;
    this.options = options;
  }

  CompletableFuture<Answer<T>> readThenLoad() {
    return caller
        .start(ObjectOperations.get(key, codec, options.read()))
        .handle((read, failure) -> read == null ? withoutCache(failure) : cached(read))
        .thenCompose(
            cached -> cached.map(CompletableFuture::completedFuture).orElseGet(this::load));
  }

  private Optional<Answer<T>> withoutCache(@Nullable Throwable cause) {
    LarderException failure = Failures.of(cause);
    if (REFUSED.contains(failure.code())) {
      throw failure;
    }
    loading.tell(listener -> listener.cacheReadFailed(key, failure));
    return Optional.empty();
  }

  private Optional<Answer<T>> cached(Read<T> read) {
    if (read.outcome() == Outcome.STALE && wantsRefresh()) {
      refresh();
    }
    return answer(read);
  }

  private Optional<Answer<T>> answer(Read<T> read) {
    return switch (read.outcome()) {
      case FRESH -> read.value().map(value -> new Answer<>(value, Answer.Source.CACHE));
      case STALE -> read.value().map(value -> new Answer<>(value, Answer.Source.STALE_CACHE));
      case NEGATIVE -> Optional.of(new Answer<>(null, Answer.Source.CACHE));
      default -> Optional.empty();
    };
  }

  private boolean wantsRefresh() {
    Freshness freshness = options.read().freshness();
    return freshness != Freshness.ANY && freshness != Freshness.STALE_IF_ERROR;
  }

  private void refresh() {
    var unused =
        load()
            .whenComplete(
                (answer, failure) -> {
                  if (failure != null) {
                    Throwable cause = Futures.unwrap(failure);
                    loading.tell(listener -> listener.refreshFailed(key, cause));
                  }
                });
  }

  private CompletableFuture<Answer<T>> load() {
    return loading.load(key, codec, this::askOrigin, this::readThenLoad);
  }

  // The answer of the loader comes on a thread of its choice, a timeout on one of the JDK's:
  // neither goes on to the callers.
  private CompletableFuture<Answer<T>> askOrigin(Flight flight) {
    Instant began = loading.now();
    return callLoader()
        .orTimeout(TimeUnit.NANOSECONDS.convert(options.timeout()), TimeUnit.NANOSECONDS)
        .handleAsync(Attempt::new, caller.callbacks())
        .thenCompose(
            attempt ->
                attempt.loaded == null
                    ? standIn(attempt.cause())
                    : keep(attempt.loaded, began, flight));
  }

  private CompletableFuture<Loaded<T>> callLoader() {
    return Futures.begin(() -> Futures.follow(loader.load(key)));
  }

  private CompletableFuture<Answer<T>> keep(Loaded<T> loaded, Instant began, Flight flight) {
    Answer<T> answer = new Answer<>(loaded.valueOrNull(), Answer.Source.ORIGIN);
    Put<T> put = new Put<>(key, loaded.valueOrNull(), dated(loaded.options(), began));
    // Made once: the callers wait for it, who have their answer already, and so does every write to
    // the key, while losing it costs no more than another load.
    Caller transport = caller.withCallbacks(Runnable::run).withoutRepeats();
    return loading
        .put(key, flight, () -> transport.start(() -> ObjectOperations.put(put, codec)))
        .handleAsync(
            (result, failure) -> {
              if (failure != null) {
                LarderException cause = Failures.of(failure);
                loading.tell(listener -> listener.cacheWriteFailed(key, cause));
              }
              return answer;
            },
            caller.callbacks());
  }

  private static PutOptions dated(PutOptions options, Instant began) {
    PutOptions dated = options.fetchTime() == null ? options.withFetchTime(began) : options;
    return dated.precondition() == null
        ? dated.withPrecondition(new Precondition.NewerFetchTime())
        : dated;
  }

  private CompletableFuture<Answer<T>> standIn(Throwable loaderFailure) {
    LoadFailedException failed = LoadFailedException.of(key, loaderFailure);
    if (failed.isInterrupted() || !options.staleIfError()) {
      return CompletableFuture.failedFuture(failed);
    }
    ReadOptions stale =
        ReadOptions.of(Freshness.STALE_IF_ERROR).withMaxAge(options.read().maxAge());
    return caller
        .start(ObjectOperations.get(key, codec, stale))
        .handle((read, failure) -> staleAnswer(read, failure, failed));
  }

  private Answer<T> staleAnswer(
      @Nullable Read<T> read, @Nullable Throwable readFailure, LoadFailedException failed) {
    if (readFailure != null) {
      failed.addSuppressed(Futures.unwrap(readFailure));
    }
    Answer<T> answer =
        Optional.ofNullable(read)
            .flatMap(this::answer)
            .orElseThrow(() -> new CompletionException(failed));
    loading.tell(listener -> listener.staleServed(key, Futures.unwrap(failed)));
    return answer;
  }

  private record Attempt<T>(@Nullable Loaded<T> loaded, @Nullable Throwable failure) {
    Throwable cause() {
      return failure == null
          ? new NullPointerException("the loader answered null")
          : Futures.unwrap(failure);
    }
  }
}
