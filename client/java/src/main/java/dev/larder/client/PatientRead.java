package dev.larder.client;

import dev.larder.client.LarderException.Code;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A read that is made until there is an answer, for as long as a server is there that may give one:
 * were each caller to go to the origin because the server is slow, overloaded or being restarted,
 * the origin would see them all.
 *
 * <p>Its patience is the client's deadline. So long the server may be silent, beyond the time for
 * which it was told to keep the caller waiting; so long it may refuse for want of room; and when
 * the connection is lost, so long it may be away. Who finds no server at all is told at once.
 */
final class PatientRead<T> {
  /** How long to pause where the server does not say. */
  private static final Duration UNTOLD_PAUSE = Duration.ofMillis(100);

  private final LoadRequest<T> request;
  private final ReadOptions accepted;
  private final Patience end;

  /**
   * A read that is not yet made.
   *
   * @param accepted what it takes from the cache
   * @param end until when the caller waits for others; it asks no more after that
   */
  PatientRead(LoadRequest<T> request, ReadOptions accepted, Patience end) {
    this.request = request;
    this.accepted = accepted;
    this.end = end;
  }

  /** Begins now. The future fails with a {@link LarderException} when asking is of no use. */
  CompletableFuture<FillRead<T>> begin() {
    return ask(new ConnectionWatch(), patience());
  }

  private Patience patience() {
    return Patience.of(request.caller().deadline());
  }

  private CompletableFuture<FillRead<T>> ask(ConnectionWatch connection, Patience patience) {
    Duration wait = waitAtServer();
    return Futures.fold(
        request.loading().waits().during(() -> call(request.caller(), connection, patience, wait)),
        CompletableFuture::completedFuture,
        failure -> afterFailure(Failures.of(failure), connection, patience, wait));
  }

  private Duration waitAtServer() {
    Duration longest = request.loading().longestWait().within(request.options().maxWait());
    return end.within(longest);
  }

  private CompletableFuture<FillRead<T>> call(
      Caller caller, ConnectionWatch connection, Patience patience, Duration wait) {
    return caller
        .withinAtMost(patience.left())
        .waiting(wait)
        .with(connection)
        .start(
            FillOperations.get(request.key(), request.codec(), accepted, request.options(), wait));
  }

  private CompletableFuture<FillRead<T>> afterFailure(
      LarderException failure, ConnectionWatch connection, Patience patience, Duration wait) {
    if (LongestWait.isWhy(failure)) {
      return waitingLess(failure, wait);
    }
    if (connection.wasLostWith(failure)) {
      return whenServerIsBack(failure, patience());
    }
    return isPassing(failure)
        ? again(failure, connection, patience)
        : CompletableFuture.failedFuture(failure);
  }

  // Whoever uses the defaults has not chosen a wait that could be wrong.
  private CompletableFuture<FillRead<T>> waitingLess(LarderException refused, Duration wait) {
    return Futures.fold(
        request.loading().longestWait().isLessThan(wait, request.caller().withinAtMost(end.left())),
        isLess -> isLess ? begin() : CompletableFuture.failedFuture(refused),
        failure -> CompletableFuture.failedFuture(refused));
  }

  /** True when a server, or a proxy before it, has said that it cannot answer in time. */
  private static boolean isPassing(LarderException failure) {
    return failure.code() == Code.DEADLINE_EXCEEDED
        || (failure.code() == Code.UNAVAILABLE && !failure.reason().isEmpty());
  }

  private CompletableFuture<FillRead<T>> again(
      LarderException failure, ConnectionWatch connection, Patience patience) {
    Duration pause = Pauses.jittered(failure.retryAfter().orElse(UNTOLD_PAUSE));
    return patience.outlasts(pause) && end.outlasts(pause)
        ? Pauses.of(pause, request.caller().callbacks())
            .thenCompose(now -> ask(connection, patience))
        : CompletableFuture.failedFuture(failure);
  }

  private CompletableFuture<FillRead<T>> whenServerIsBack(LarderException lost, Patience patience) {
    Duration most = end.within(patience.left());
    if (most.isZero()) {
      return CompletableFuture.failedFuture(lost);
    }
    ConnectionWatch connection = new ConnectionWatch();
    Duration wait = waitAtServer();
    CompletableFuture<FillRead<T>> back =
        request
            .loading()
            .waits()
            .during(
                () ->
                    connection.within(
                        most,
                        lost,
                        request.caller().callbacks(),
                        call(request.caller().waitingForReady(), connection, patience, wait)));
    request.caller().channels().connectSoonDuring(back);
    return Futures.fold(
        back,
        CompletableFuture::completedFuture,
        failure -> afterReturn(Failures.of(failure), connection, patience, wait));
  }

  // Whoever loses one connection after the other does not begin to wait anew each time.
  private CompletableFuture<FillRead<T>> afterReturn(
      LarderException failure, ConnectionWatch connection, Patience patience, Duration wait) {
    if (!connection.isMade()) {
      return CompletableFuture.failedFuture(failure);
    }
    return connection.wasLostWith(failure)
        ? whenServerIsBack(failure, patience)
        : afterFailure(failure, connection, patience, wait);
  }
}
