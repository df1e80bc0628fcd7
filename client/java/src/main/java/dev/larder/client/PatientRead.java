package dev.larder.client;

import dev.larder.client.LarderException.Code;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A read that is made until there is an answer, for as long as a server is there that may give one:
 * were each caller to go to the origin because the server is slow, overloaded or being restarted,
 * the origin would see them all.
 *
 * <p>Its patience is the client's deadline. So long the server may be silent, beyond the time for
 * which it was told to keep the caller waiting; so long after its first refusal it may refuse for
 * want of room or because it stops, for however long it has kept the caller waiting before that;
 * and so long after the connection was first lost it may be away. Who finds no server at all is
 * told at once.
 */
final class PatientRead<T> {
  /** How long to pause where the server does not say. */
  static final Duration UNTOLD_PAUSE = Duration.ofMillis(100);

  private final LoadRequest<T> request;
  private final ReadOptions accepted;
  private final Patience end;
  private final LatePatience refusals;
  private final LatePatience losses;

  /**
   * A read that is not yet made.
   *
   * @param accepted what it takes from the cache
   * @param end until when the caller waits for others; it asks no more after that, and no call
   *     lasts longer
   */
  PatientRead(LoadRequest<T> request, ReadOptions accepted, Patience end) {
    this.request = request;
    this.accepted = accepted;
    this.end = end;
    this.refusals = new LatePatience(request.caller().deadline());
    this.losses = new LatePatience(request.caller().deadline());
  }

  /** Begins now. The future fails with a {@link LarderException} when asking is of no use. */
  CompletableFuture<FillRead<T>> begin() {
    return ask(new ConnectionWatch());
  }

  private CompletableFuture<FillRead<T>> ask(ConnectionWatch connection) {
    Try attempt = attempt(connection, refusals.left());
    return Futures.fold(
        request.loading().waits().during(() -> call(request.caller(), attempt)),
        CompletableFuture::completedFuture,
        failure -> afterFailure(Failures.of(failure), attempt));
  }

  private Try attempt(ConnectionWatch connection, Duration patience) {
    Duration longest = request.loading().longestWait().within(request.options().maxWait());
    Duration wait = end.within(longest);
    return new Try(connection, wait, Patience.of(end.within(patience.plus(wait))));
  }

  private CompletableFuture<FillRead<T>> call(Caller caller, Try attempt) {
    return caller
        .waiting(attempt.parked)
        .withinAtMost(attempt.time.left())
        .with(attempt.connection)
        .start(
            FillOperations.get(
                request.key(), request.codec(), accepted, request.options(), attempt.parked));
  }

  private CompletableFuture<FillRead<T>> afterFailure(LarderException failure, Try attempt) {
    if (LongestWait.isWhy(failure)) {
      return waitingLess(failure, attempt);
    }
    if (attempt.connection.wasLostWith(failure)) {
      losses.begin();
      return whenServerIsBack(failure);
    }
    return attempt.endedBy(failure)
        ? after(failure, refusals.begin(), () -> ask(attempt.connection))
        : CompletableFuture.failedFuture(failure);
  }

  // Whoever uses the defaults has not chosen a wait that could be wrong.
  private CompletableFuture<FillRead<T>> waitingLess(LarderException refused, Try attempt) {
    Caller caller =
        request.caller().withinAtMost(end.within(refusals.left())).with(attempt.connection);
    return Futures.fold(
        request
            .loading()
            .waits()
            .during(() -> request.loading().longestWait().isLessThan(attempt.parked, caller)),
        isLess -> isLess ? begin() : CompletableFuture.failedFuture(refused),
        failure -> afterFailure(Failures.of(failure), attempt));
  }

  private CompletableFuture<FillRead<T>> after(
      LarderException failure, Patience patience, Supplier<CompletableFuture<FillRead<T>>> next) {
    Duration pause = Pauses.jittered(failure.retryAfter().orElse(UNTOLD_PAUSE));
    return patience.outlasts(pause) && end.outlasts(pause)
        ? Pauses.of(pause, request.caller().callbacks()).thenCompose(now -> next.get())
        : CompletableFuture.failedFuture(failure);
  }

  private CompletableFuture<FillRead<T>> whenServerIsBack(LarderException lost) {
    Duration most = end.within(losses.left());
    if (most.isZero()) {
      return CompletableFuture.failedFuture(lost);
    }
    Try attempt = attempt(new ConnectionWatch(), losses.left());
    CompletableFuture<FillRead<T>> back =
        request
            .loading()
            .waits()
            .during(
                () ->
                    attempt.connection.within(
                        most,
                        lost,
                        request.caller().callbacks(),
                        call(request.caller().waitingForReady(), attempt)));
    request.caller().channels().connectSoonDuring(attempt.connection.madeDuring(back));
    return Futures.fold(
        back,
        CompletableFuture::completedFuture,
        failure -> afterReturn(Failures.of(failure), attempt));
  }

  // A proxy that is up, of a server that is not, takes every connection and loses it at once.
  private CompletableFuture<FillRead<T>> afterReturn(LarderException failure, Try attempt) {
    if (!attempt.connection.isMade()) {
      return CompletableFuture.failedFuture(failure);
    }
    return attempt.connection.wasLostWith(failure)
        ? after(failure, losses.begin(), () -> whenServerIsBack(failure))
        : afterFailure(failure, attempt);
  }

  /**
   * One call.
   *
   * @param connection sees whether it gets to one
   * @param parked how long the server is told to keep its caller waiting
   * @param time how long it has in all
   */
  private record Try(ConnectionWatch connection, Duration parked, Patience time) {
    /**
     * True when a server, or a proxy before it, has said that it cannot answer in time. Not when
     * the call's own time has passed: that was the server's.
     */
    boolean endedBy(LarderException failure) {
      return failure.code() == Code.DEADLINE_EXCEEDED
          ? time.outlasts(UNTOLD_PAUSE)
          : failure.code() == Code.UNAVAILABLE && !failure.reason().isEmpty();
    }
  }
}
