package dev.larder.client;

import io.grpc.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reads through the cache: read, and on a miss ask the origin, cache its answer and give it to all
 * who wait.
 *
 * <p>That one process alone asks the origin is the server's affair. Here are two single flights,
 * one in the other. The outer one holds the whole of it for callers who ask for the same thing in
 * the same way, so that a process has one call waiting at the server and not one a thread. The
 * inner one holds the load alone: while the server is away, or is of before fills, it is what keeps
 * a process from asking the origin twice at a time.
 *
 * <p>A load may run in the thread of the one who asked first. When that is interrupted, the others
 * go again: the interrupt was not meant for them, and the origin has not failed.
 *
 * <p>A write of this process to the key supersedes both: who comes after it joins nothing that
 * began before it, and what was loaded before it is not put over it. A put that is already on its
 * way cannot be called back, and nothing orders two calls on the server; so the write is sent when
 * that put has ended.
 */
final class Loading {
  private final SingleFlight<Request> requests = new SingleFlight<>(Loading::isOfTheLeader);
  private final SingleFlight<Key> loads = new SingleFlight<>(Loading::isOfTheLeader);
  private final PutsUnderWay puts = new PutsUnderWay();
  private final Waits waits = new Waits();
  private final LongestWait longestWait = new LongestWait();
  private final LarderListener listener;
  private final InstantSource clock;

  Loading(LarderListener listener, InstantSource clock) {
    this.listener = listener;
    this.clock = clock;
  }

  <T> CompletableFuture<Answer<T>> getOrLoad(
      Caller caller,
      Key key,
      Codec<T> codec,
      AsyncConditionalLoader<T> loader,
      LoadOptions options) {
    ReadThrough<T> passage =
        new ReadThrough<>(new LoadRequest<>(this, caller, key, codec, loader, options));
    Supplier<CompletableFuture<Answer<T>>> work = passage::readThenLoad;
    Request request = new Request(key, codec, options);
    return requests.join(request, request, flight -> uncancelled(work), work);
  }

  /**
   * Loads, or joins the load of the key that runs; one who cannot share it does this when it is
   * over.
   */
  <T> CompletableFuture<Answer<T>> load(
      Key key,
      Codec<T> codec,
      Function<SingleFlight.Flight, CompletableFuture<Answer<T>>> work,
      Supplier<CompletableFuture<Answer<T>>> turnedAway) {
    return loads.join(key, codec, work, turnedAway);
  }

  /**
   * Loads for the whole fleet, whatever load of the key runs here: that began before the server
   * gave this one its lease, so it may bring what is older than a write in between. Who must go to
   * the origin without the server shares it.
   */
  <T> CompletableFuture<Answer<T>> lead(
      Key key, Codec<T> codec, Function<SingleFlight.Flight, CompletableFuture<Answer<T>>> work) {
    return loads.begin(key, codec, work);
  }

  /**
   * Caches what a flight has loaded, unless something newer has been written since it began.
   *
   * @param put ends without a thread of the client's: a blocking write that waits for it may be
   *     made in any of them
   */
  CompletableFuture<Void> put(
      Key key, SingleFlight.Flight flight, Supplier<CompletableFuture<PutResult>> put) {
    // Known to be on its way before the flight is asked, and a flight is superseded before it is
    // seen what is on its way: one of the two finds the other.
    return puts.send(
        key,
        () ->
            flight.isSuperseded()
                ? CompletableFuture.completedFuture(null)
                : put.get().thenAccept(cached -> {}));
  }

  /**
   * Tells what is under way for these keys that something newer is being written.
   *
   * @return done when that may be sent: no put of a load comes after it any more. Never fails, and
   *     takes no longer than a call
   */
  CompletableFuture<Void> supersede(Predicate<Key> keys) {
    requests.supersede(request -> keys.test(request.key));
    loads.supersede(keys);
    return puts.ended(keys);
  }

  /** The reads of this process that wait at the server, or for it. */
  Waits waits() {
    return waits;
  }

  /** What the server said of how long it keeps callers waiting. */
  LongestWait longestWait() {
    return longestWait;
  }

  Instant now() {
    return clock.instant();
  }

  void tell(Consumer<LarderListener> event) {
    try {
      event.accept(listener);
    } catch (Throwable failure) {
      LoggingListener.LOG.log(System.Logger.Level.WARNING, "The listener failed", failure);
    }
  }

  private static boolean isOfTheLeader(Throwable failure) {
    return failure instanceof LoadFailedException load && load.isInterrupted();
  }

  // What is shared must not end because the first who asked for it has gone.
  private static <T> CompletableFuture<T> uncancelled(Supplier<CompletableFuture<T>> work) {
    Context shared = Context.current().fork();
    Context previous = shared.attach();
    try {
      return work.get();
    } finally {
      shared.detach(previous);
    }
  }

  private record Request(Key key, Codec<?> codec, LoadOptions options) {}
}
