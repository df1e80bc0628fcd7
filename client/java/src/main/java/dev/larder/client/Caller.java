package dev.larder.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Makes calls, for either face.
 *
 * @param channels where they go
 * @param callbacks where futures complete; a blocking call never needs it, so a callback may block
 * @param deadline how long each call may take, retries included
 * @param closed whether calls are refused
 */
record Caller(Channels channels, Executor callbacks, Duration deadline, BooleanSupplier closed) {
  Caller withCallbacks(Executor other) {
    return new Caller(channels, other, deadline, closed);
  }

  /** Makes a call whose preparation may fail, by a codec; then the future does. */
  <Q, R, T> CompletableFuture<T> start(Supplier<Operation<Q, R, T>> prepare) {
    try {
      return start(prepare.get());
    } catch (LarderException unprepared) {
      return CompletableFuture.failedFuture(unprepared);
    }
  }

  <Q, R, T> CompletableFuture<T> start(Operation<Q, R, T> operation) {
    CallOptions options = options().withExecutor(callbacks);
    CallFuture<Q, R, T> future =
        new CallFuture<>(
            operation,
            () -> channel().newCall(operation.method(), options),
            attempts(operation, options),
            callbacks);
    future.send();
    return future;
  }

  /** Waits in the calling thread, which also decodes the answer. An interrupt cancels the call. */
  <Q, R, T> T await(Operation<Q, R, T> operation) {
    CallOptions options = options();
    return operation.decode().apply(response(operation, options, attempts(operation, options)));
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
    if (closed.getAsBoolean()) {
      throw Failures.closed();
    }
    return channels.channel();
  }

  private Attempts attempts(Operation<?, ?, ?> operation, CallOptions options) {
    Deadline end = Objects.requireNonNull(options.getDeadline());
    return channels.repeating() && !operation.readOnly()
        ? Attempts.several(end)
        : Attempts.one(end);
  }

  private CallOptions options() {
    return CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
  }
}
