package dev.larder.client;

import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The future of one call, done when the last attempt is. Cancelling it cancels the attempt that is
 * under way, and no other is begun.
 */
final class CallFuture<Q, R, T> extends CompletableFuture<T> {
  private final Operation<Q, R, T> operation;
  private final Supplier<ClientCall<Q, R>> calls;
  private final Attempts attempts;
  private final Executor callbacks;
  private final TakenCalls.Taken taken;
  private final Context context = Context.current();
  private volatile @Nullable ClientCall<Q, R> call;

  /**
   * A call that is not yet made.
   *
   * @param calls a call for each attempt
   * @param taken told when there will be no further attempt, before this is
   * @param callbacks where later attempts begin, and where this completes; refuses nothing
   */
  CallFuture(
      Operation<Q, R, T> operation,
      Supplier<ClientCall<Q, R>> calls,
      Attempts attempts,
      TakenCalls.Taken taken,
      Executor callbacks) {
    this.operation = operation;
    this.calls = calls;
    this.attempts = attempts;
    this.taken = taken;
    this.callbacks = callbacks;
  }

  /** Makes an attempt, in the context of the caller. What it throws is the call's failure. */
  void send() {
    context.run(this::attempt);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      taken.sent();
      cancel(call);
    }
    return cancelled;
  }

  // The call is published before the future is asked, and a future is cancelled before its call is
  // looked for: one of the two finds the other.
  private void attempt() {
    if (isDone()) {
      taken.sent();
      return;
    }
    // Asked now: once the call is made, its answer may come in another thread.
    boolean last = attempts.nextIsLast();
    try {
      ClientCall<Q, R> begun = calls.get();
      ClientCalls.asyncUnaryCall(begun, operation.request(), new Receiver());
      call = begun;
      if (isCancelled()) {
        cancel(begun);
      }
      if (last) {
        taken.sent();
      }
    } catch (Throwable failure) {
      taken.sent();
      // This may be the thread of another call's end, or the JDK's that ends pauses.
      callbacks.execute(() -> completeExceptionally(Failures.of(failure)));
    }
  }

  private static void cancel(@Nullable ClientCall<?, ?> call) {
    if (call != null) {
      call.cancel("the caller cancelled the future", null);
    }
  }

  private void fail(LarderException failure) {
    Optional<Duration> pause = attempts.pauseAfter(failure);
    if (pause.isPresent()) {
      CompletableFuture.delayedExecutor(pause.get().toNanos(), TimeUnit.NANOSECONDS, callbacks)
          .execute(this::send);
    } else {
      taken.sent();
      completeExceptionally(failure);
    }
  }

  private void succeed(R response) {
    taken.sent();
    try {
      complete(operation.decode().apply(response));
    } catch (Throwable failure) {
      completeExceptionally(Failures.of(failure));
    }
  }

  /** Hears of one attempt. */
  private final class Receiver implements StreamObserver<R> {
    private @Nullable R response;

    @Override
    public void onNext(R message) {
      response = message;
    }

    @Override
    public void onError(Throwable failure) {
      fail(Failures.of(failure));
    }

    @Override
    public void onCompleted() {
      if (response == null) {
        fail(Failures.internal("the call ended without an answer"));
      } else {
        succeed(response);
      }
    }
  }
}
