package dev.larder.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
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
      return call(prepare.get());
    } catch (LarderException notMade) {
      return CompletableFuture.failedFuture(notMade);
    }
  }

  <Q, R, T> CompletableFuture<T> start(Operation<Q, R, T> operation) {
    return start(() -> operation);
  }

  /** Waits in the calling thread, which also decodes the answer. An interrupt cancels the call. */
  <Q, R, T> T await(Operation<Q, R, T> operation) {
    R response;
    try {
      response =
          ClientCalls.blockingUnaryCall(
              channel(operation), operation.method(), options(), operation.request());
    } catch (StatusRuntimeException failure) {
      throw Failures.of(failure);
    }
    return operation.decode().apply(response);
  }

  private <Q, R, T> CompletableFuture<T> call(Operation<Q, R, T> operation) {
    ClientCall<Q, R> call =
        channel(operation).newCall(operation.method(), options().withExecutor(callbacks));
    CallFuture<R, T> future = new CallFuture<>(call, operation.decode());
    ClientCalls.asyncUnaryCall(call, operation.request(), future);
    return future;
  }

  private Channel channel(Operation<?, ?, ?> operation) {
    if (closed.getAsBoolean()) {
      throw Failures.closed();
    }
    return operation.repeatable() ? channels.repeating() : channels.once();
  }

  private CallOptions options() {
    return CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
  }
}
