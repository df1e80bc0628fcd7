package dev.larder.client;

import io.grpc.ClientCall;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The future of one call. Cancelling it cancels the call. */
final class CallFuture<R, T> extends CompletableFuture<T> implements StreamObserver<R> {
  private final ClientCall<?, R> call;
  private final Function<R, T> decode;

  CallFuture(ClientCall<?, R> call, Function<R, T> decode) {
    this.call = call;
    this.decode = decode;
  }

  @Override
  public void onNext(R response) {
    try {
      complete(decode.apply(response));
    } catch (RuntimeException failure) {
      completeExceptionally(failure);
    }
  }

  @Override
  public void onError(Throwable failure) {
    completeExceptionally(Failures.of(failure));
  }

  @Override
  public void onCompleted() {
    completeExceptionally(
        new LarderException(
            LarderException.Code.INTERNAL,
            "",
            "the call ended without an answer",
            LarderException.Details.NONE,
            null));
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
