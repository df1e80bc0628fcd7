package dev.larder.client;

import io.grpc.ClientCall;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The future of one call, done when the call is. Cancelling it cancels the call. */
final class CallFuture<R, T> extends CompletableFuture<T> implements StreamObserver<R> {
  private final ClientCall<?, R> call;
  private final Function<R, T> decode;
  private @Nullable R response;

  CallFuture(ClientCall<?, R> call, Function<R, T> decode) {
    this.call = call;
    this.decode = decode;
  }

  @Override
  public void onNext(R message) {
    response = message;
  }

  @Override
  public void onError(Throwable failure) {
    completeExceptionally(Failures.of(failure));
  }

  @Override
  public void onCompleted() {
    if (response == null) {
      completeExceptionally(Failures.internal("the call ended without an answer"));
      return;
    }
    try {
      complete(decode.apply(response));
    } catch (Throwable failure) {
      completeExceptionally(Failures.of(failure));
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      call.cancel("the caller cancelled the future", null);
    }
    return cancelled;
  }
}
