package dev.larder.client;

import io.grpc.Context;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The right to ask the origin for a key, from the server's answer on. Needs no thread: its calls
 * are begun by the JDK's timer and by whoever ends the load, and end in the transport's threads.
 * Thread-safe.
 */
final class FillLease {
  private static final Set<String> OVER = Set.of("FILL_LOST", "FILL_SUPERSEDED");
  private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);
  private static final Duration FALLBACK_BACKOFF = Duration.ofSeconds(1);
  private static final Duration LEAST_PAUSE = Duration.ofMillis(1);
  private static final int CALLS_A_LEASE = 3;

  private final Caller caller;
  private final String token;
  private final LoadOptions options;
  private final Context context = Context.current();

  /**
   * A lease, whose calls are made in the context of now: that of the thread that ends the load is
   * not the caller's.
   */
  FillLease(Caller caller, String token, LoadOptions options) {
    this.caller = caller.withCallbacks(Runnable::run);
    this.token = token;
    this.options = options;
  }

  /**
   * Renews the lease while this runs, each time when a third of it has passed.
   *
   * @param expiresIn how long it lasts from now on
   */
  void keepDuring(CompletableFuture<?> load, Duration expiresIn) {
    CompletableFuture<Void> pause = new CompletableFuture<>();
    var unusedEnd = load.whenComplete((loaded, failure) -> pause.complete(null));
    var unusedRenewal =
        pause
            .completeOnTimeout(null, aThird(expiresIn).toNanos(), TimeUnit.NANOSECONDS)
            .thenRun(() -> renew(load, expiresIn));
  }

  private static Duration aThird(Duration expiresIn) {
    Duration third = expiresIn.dividedBy(CALLS_A_LEASE);
    return third.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : third;
  }

  private void renew(CompletableFuture<?> load, Duration before) {
    if (!load.isDone()) {
      var unused =
          start(() -> FillOperations.renew(token, options.lease()))
              .whenComplete(
                  (expiresIn, failure) -> {
                    if (failure == null) {
                      keepDuring(load, expiresIn);
                    } else if (!isOver(Failures.of(failure))) {
                      keepDuring(load, before);
                    }
                  });
    }
  }

  /** True when the server says that the lease is over: there is nothing to renew or to give up. */
  static boolean isOver(LarderException failure) {
    return OVER.contains(failure.reason());
  }

  /** Tells what the loader brought. */
  <T> CompletableFuture<Long> complete(Key key, Loaded<T> loaded, Codec<T> codec) {
    return start(() -> FillOperations.complete(token, key, loaded, codec));
  }

  /** Tells that the loader failed. */
  void fail(Throwable failure) {
    if (failure instanceof InterruptedLoad load) {
      giveUp(load.thrown());
    } else {
      release(failure, backoff(failure, options.backoff()::after));
    }
  }

  /** Has the next who asks sent to the origin at once. */
  void giveUp(Throwable reason) {
    release(reason, Duration.ZERO);
  }

  /** Has others leave the origin alone, who would have their values refused like this one. */
  void refused(LarderException refusal) {
    release(new NotCached(refusal), backoff(refusal, options.backoff()::afterRefusal));
  }

  // When it cannot be told the lease runs out by itself.
  private void release(Throwable failure, Duration backoff) {
    var unused = start(() -> FillOperations.fail(token, failure, backoff));
  }

  private <Q, R, T> CompletableFuture<T> start(Supplier<Operation<Q, R, T>> prepare) {
    Context previous = context.attach();
    try {
      return caller.start(prepare);
    } finally {
      context.detach(previous);
    }
  }

  private static <F extends Throwable> Duration backoff(F failure, Function<F, Duration> choice) {
    try {
      Duration chosen = choice.apply(failure);
      Duration least = chosen.isNegative() ? Duration.ZERO : chosen;
      return least.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : least;
    } catch (RuntimeException faulty) {
      if (!faulty.equals(failure)) {
        failure.addSuppressed(faulty);
      }
      return FALLBACK_BACKOFF;
    }
  }
}
