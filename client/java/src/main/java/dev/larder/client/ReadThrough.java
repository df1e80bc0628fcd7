package dev.larder.client;

import dev.larder.client.FillTicket.Follower;
import dev.larder.client.FillTicket.InBackoff;
import dev.larder.client.FillTicket.Leader;
import dev.larder.client.LarderException.Code;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * One caller's way through the cache to the origin and back. The server says who goes to the origin
 * and keeps the others waiting; only when it cannot be asked does this process go by itself.
 */
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

  private final LoadRequest<T> request;
  private final LoneLoad<T> alone;
  private final Patience end;

  /** Begins now; followers have until the timeout of the options passes. */
  ReadThrough(LoadRequest<T> request) {
    this.request = request;
    this.alone = new LoneLoad<>(request);
    this.end = Patience.of(request.options().timeout());
  }

  CompletableFuture<Answer<T>> readThenLoad() {
    return read(request.options().read());
  }

  private CompletableFuture<Answer<T>> read(ReadOptions accepted) {
    return Futures.fold(
        new PatientRead<>(request, accepted, end).begin(),
        this::answered,
        failure -> withoutAnswer(Failures.of(failure), accepted));
  }

  private CompletableFuture<Answer<T>> answered(FillRead<T> read) {
    Optional<Answer<T>> answer = Answer.of(read.read());
    if (answer.isEmpty()) {
      return afterMiss(read.ticket());
    }
    if (read.ticket() instanceof Leader<T> leader) {
      refresh(lead(leader, request.options().timeout()));
    } else if (read.ticket() instanceof FillTicket.None && isForMeToRefresh(read.read())) {
      refresh(withoutFill());
    }
    return CompletableFuture.completedFuture(answer.get());
  }

  private CompletableFuture<Answer<T>> afterMiss(FillTicket<T> ticket) {
    if (ticket instanceof Leader<T> leader) {
      return lead(leader, end.left());
    }
    if (ticket instanceof Follower<T> follower) {
      return again(follower.retryAfter());
    }
    if (ticket instanceof InBackoff<T> backoff) {
      return inBackoff(backoff);
    }
    return withoutFill();
  }

  private CompletableFuture<Answer<T>> lead(Leader<T> leader, Duration timeout) {
    return request
        .loading()
        .lead(
            request.key(),
            request.codec(),
            flight -> new LeaderLoad<>(request, leader).within(timeout));
  }

  private CompletableFuture<Answer<T>> inBackoff(InBackoff<T> backoff) {
    return backoff.retryAfter().isZero()
        ? again(Duration.ZERO)
        : standIn(
            LoadFailedException.elsewhere(
                request.key(), backoff.lastError(), backoff.retryAfter()));
  }

  private CompletableFuture<Answer<T>> again(Duration retryAfter) {
    Duration pause = Pauses.jittered(retryAfter);
    return end.outlasts(pause)
        ? Pauses.of(pause, request.caller().callbacks()).thenCompose(now -> readThenLoad())
        : standIn(
            LoadFailedException.of(
                request.key(), new TimeoutException("another process still asks the origin")));
  }

  private CompletableFuture<Answer<T>> withoutAnswer(
      LarderException failure, ReadOptions accepted) {
    if (REFUSED.contains(failure.code()) || wasEnded(failure)) {
      return CompletableFuture.failedFuture(failure);
    }
    return isUndecodable(failure) && accepted.freshness() != Freshness.REFRESH
        ? readAnew(failure)
        : withoutCache(failure);
  }

  private boolean wasEnded(LarderException failure) {
    return failure.code() == Code.CANCELLED && request.loading().waits().areEnded();
  }

  private static boolean isUndecodable(LarderException failure) {
    return failure.reason().equals(LarderException.DECODE_FAILED);
  }

  private CompletableFuture<Answer<T>> readAnew(LarderException failure) {
    tellOf(failure);
    return read(ReadOptions.of(Freshness.REFRESH));
  }

  private CompletableFuture<Answer<T>> withoutCache(LarderException failure) {
    tellOf(failure);
    return request.loading().load(request.key(), request.codec(), alone::load, this::readThenLoad);
  }

  private CompletableFuture<Answer<T>> withoutFill() {
    return request
        .loading()
        .load(request.key(), request.codec(), alone::loadAndPut, this::readThenLoad);
  }

  private CompletableFuture<Answer<T>> standIn(LoadFailedException failed) {
    return new StandIn<>(request).after(failed);
  }

  private boolean isForMeToRefresh(Read<T> read) {
    Freshness freshness = request.options().read().freshness();
    return read.outcome() == Outcome.STALE
        && freshness != Freshness.ANY
        && freshness != Freshness.STALE_IF_ERROR;
  }

  private void refresh(CompletableFuture<Answer<T>> load) {
    var unused =
        load.whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                Throwable cause = Futures.unwrap(failure);
                request.loading().tell(listener -> listener.refreshFailed(request.key(), cause));
              }
            });
  }

  private void tellOf(LarderException failure) {
    request.loading().tell(listener -> listener.cacheReadFailed(request.key(), failure));
  }
}
