package dev.larder.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes calls, for either face.
 *
 * @param channels where they go
 * @param callbacks where futures complete, refusing nothing; a blocking call never needs it, so a
 *     callback may block
 * @param deadline how long each call may take, retries included
 * @param calls those that were taken and are not yet sent; refuses calls when the client is closed
 * @param settings what else gRPC is told of each call
 */
record Caller(
    Channels channels,
    Executor callbacks,
    Duration deadline,
    TakenCalls calls,
    CallOptions settings) {
  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

  Caller withCallbacks(Executor other) {
    return new Caller(channels, other, deadline, calls, settings);
  }

  /** Makes each change once, though the server may say that it did nothing. */
  Caller withoutRepeats() {
    return new Caller(channels.withoutRepeats(), callbacks, deadline, calls, settings);
  }

  /** Gives each call so much longer, for the server keeps it waiting. */
  Caller waiting(Duration wait) {
    return new Caller(channels, callbacks, deadline.plus(wait), calls, settings);
  }

  /** Gives each call no longer than this. */
  Caller withinAtMost(Duration most) {
    return deadline.compareTo(most) <= 0
        ? this
        : new Caller(channels, callbacks, most, calls, settings);
  }

  /** Has calls wait, within their deadline, until there is a connection. */
  Caller waitingForReady() {
    return new Caller(channels, callbacks, deadline, calls, settings.withWaitForReady());
  }

  /** Has this see whether calls get to a connection. */
  Caller with(ConnectionWatch watch) {
    return new Caller(
        channels, callbacks, deadline, calls, settings.withStreamTracerFactory(watch));
  }

  /** Makes a call whose preparation may fail, by a codec; then the future does. */
  <Q, R, T> CompletableFuture<T> start(Supplier<Operation<Q, R, T>> prepare) {
    return startAfter(NOTHING, prepare);
  }

  <Q, R, T> CompletableFuture<T> start(Operation<Q, R, T> operation) {
    return startAfter(NOTHING, operation);
  }

  /** {@link #start(Supplier)}, sent when something else is done. */
  <Q, R, T> CompletableFuture<T> startAfter(
      CompletableFuture<Void> before, Supplier<Operation<Q, R, T>> prepare) {
    try {
      return startAfter(before, prepare.get());
    } catch (LarderException unprepared) {
      return CompletableFuture.failedFuture(unprepared);
    }
  }

  /**
   * Makes a call, sent when something else is done that never fails. The deadline counts from now:
   * when it passes before that, the call fails with it and is not sent. Whether the client is
   * closed counts from now too: closing it later leaves the call time to be sent.
   */
  <Q, R, T> CompletableFuture<T> startAfter(
      CompletableFuture<Void> before, Operation<Q, R, T> operation) {
    try {
      return startAfter(before, operation, calls.take());
    } catch (LarderException closed) {
      return CompletableFuture.failedFuture(closed);
    }
  }

  private <Q, R, T> CompletableFuture<T> startAfter(
      CompletableFuture<Void> before, Operation<Q, R, T> operation, TakenCalls.Taken taken) {
    CallOptions options = options().withExecutor(callbacks);
    CallFuture<Q, R, T> future =
        new CallFuture<>(
            operation,
            () -> channel().newCall(operation.method(), options),
            attempts(operation, options),
            taken,
            callbacks);
    var unused = bounded(before, options).thenRun(future::send);
    return future;
  }

  /** Waits in the calling thread, which also decodes the answer. An interrupt cancels the call. */
  <Q, R, T> T await(Operation<Q, R, T> operation) {
    return awaitAfter(NOTHING, operation);
  }

  /** {@link #await}, sent as {@link #startAfter(CompletableFuture, Operation)} says. */
  <Q, R, T> T awaitAfter(CompletableFuture<Void> before, Operation<Q, R, T> operation) {
    TakenCalls.Taken taken = calls.take();
    try {
      CallOptions options = options();
      waitFor(bounded(before, options));
      return operation.decode().apply(response(operation, options, attempts(operation, options)));
    } finally {
      taken.sent();
    }
  }

  // gRPC fails a call whose deadline has passed without sending it.
  private static CompletableFuture<Void> bounded(
      CompletableFuture<Void> before, CallOptions options) {
    return before.isDone()
        ? before
        : before.copy().completeOnTimeout(null, remaining(options), TimeUnit.NANOSECONDS);
  }

  private static void waitFor(CompletableFuture<Void> before) {
    try {
      before.get();
    } catch (InterruptedException interrupted) {
      throw Failures.interrupted(interrupted);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private <Q, R> R response(Operation<Q, R, ?> operation, CallOptions options, Attempts attempts) {
    while (true) {
      try {
        return ClientCalls.blockingUnaryCall(
            channel(), operation.method(), options, operation.request());
      } catch (StatusRuntimeException failed) {
        LarderException failure = Failures.of(failed);
        pause(attempts.pauseAfter(failure).orElseThrow(() -> failure));
      }
    }
  }

  private static void pause(Duration pause) {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException interrupted) {
      throw Failures.interrupted(interrupted);
    }
  }

  private Channel channel() {
    calls.requireTime();
    return channels.channel();
  }

  private static long remaining(CallOptions options) {
    return deadline(options).timeRemaining(TimeUnit.NANOSECONDS);
  }

  private static Deadline deadline(CallOptions options) {
    return Objects.requireNonNull(options.getDeadline());
  }

  private Attempts attempts(Operation<?, ?, ?> operation, CallOptions options) {
    Deadline end = deadline(options);
    return channels.repeating() && !operation.readOnly()
        ? Attempts.several(end)
        : Attempts.one(end);
  }

  private CallOptions options() {
    return settings.withDeadlineAfter(TimeUnit.NANOSECONDS.convert(deadline), TimeUnit.NANOSECONDS);
  }
}
