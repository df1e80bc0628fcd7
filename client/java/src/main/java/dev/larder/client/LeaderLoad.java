package dev.larder.client;

import dev.larder.client.FillTicket.Leader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The load of the one caller in the whole fleet whom the server sent to the origin. */
final class LeaderLoad<T> {
  private final LoadRequest<T> request;
  private final Leader<T> leader;
  private final FillLease lease;

  LeaderLoad(LoadRequest<T> request, Leader<T> leader) {
    this.request = request;
    this.leader = leader;
    this.lease = new FillLease(request.caller(), leader.token(), request.options());
  }

  /**
   * Calls the loader, and gives up after this time.
   *
   * @param timeout zero when it is over already. The origin is not asked then, for whom it was
   *     would fail, and everybody else with it; the next who asks is sent in its place
   */
  CompletableFuture<Answer<T>> within(Duration timeout) {
    return timeout.isZero() ? tooLate() : load(timeout);
  }

  private CompletableFuture<Answer<T>> tooLate() {
    TimeoutException late = new TimeoutException("the time was over before it was to be loaded");
    lease.giveUp(late);
    return new StandIn<>(request).after(LoadFailedException.of(request.key(), late));
  }

  // The answer of the loader comes on a thread of its choice, a timeout on one of the JDK's:
  // neither goes on to the callers. A failure is told by that thread all the same: the caller's own
  // may be the one that hangs in the loader.
  private CompletableFuture<Answer<T>> load(Duration timeout) {
    CompletableFuture<Loaded<T>> load = request.callLoader(leader.previous(), timeout);
    lease.keepDuring(load, leader.expiresIn());
    return Futures.foldAsync(
        load.whenComplete(this::tellFailure),
        request.caller().callbacks(),
        this::complete,
        failure -> new StandIn<>(request).after(LoadFailedException.of(request.key(), failure)));
  }

  private void tellFailure(@Nullable Loaded<T> loaded, @Nullable Throwable failure) {
    if (failure != null) {
      lease.fail(Futures.unwrap(failure));
    }
  }

  private CompletableFuture<Answer<T>> complete(Loaded<T> loaded) {
    Answer<T> answer = new Answer<>(valueOrNull(loaded), Answer.Source.ORIGIN);
    return lease
        .complete(request.key(), loaded, request.codec())
        .handleAsync(
            (revision, failure) -> {
              if (failure != null) {
                notCached(Failures.of(failure));
              }
              return answer;
            },
            request.caller().callbacks());
  }

  private @Nullable T valueOrNull(Loaded<T> loaded) {
    return loaded.isNotModified()
        ? leader.previous().flatMap(CachedObject::value).orElse(null)
        : loaded.valueOrNull();
  }

  /** True when the same value would be refused again, whoever brings it. */
  private static boolean isForGood(LarderException failure) {
    return switch (failure.code()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED -> false;
      default -> true;
    };
  }

  private void notCached(LarderException failure) {
    request.loading().tell(listener -> listener.cacheWriteFailed(request.key(), failure));
    if (isForGood(failure)) {
      lease.refused(failure);
    } else if (!FillLease.isOver(failure)) {
      lease.giveUp(new NotCached(failure));
    }
  }
}
