package dev.larder.client;

import dev.larder.client.LarderException.Code;
import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Sees whether a call, in any of its attempts, got to a connection: a server that was there and is
 * not any more is most likely being restarted, one that cannot be reached is away. Thread-safe.
 */
final class ConnectionWatch extends ClientStreamTracer.Factory {
  /** Why no connection was taken; for a Unix domain socket the last. */
  private static final Set<Class<? extends IOException>> NOBODY_THERE =
      Set.of(
          ConnectException.class,
          NoRouteToHostException.class,
          UnknownHostException.class,
          SSLException.class,
          FileNotFoundException.class);

  private final CompletableFuture<Void> connected = new CompletableFuture<>();

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new ClientStreamTracer() {
      @Override
      public void streamCreated(Attributes transport, Metadata sent) {
        connected.complete(null);
      }
    };
  }

  /** True when the call got to a connection. */
  boolean isMade() {
    return connected.isDone();
  }

  /**
   * True when the call failed because its connection was lost, or because it was taken and closed
   * before it could be used: that is done to those who were too slow to say what they want, most
   * likely because many connect at once.
   */
  boolean wasLostWith(LarderException failure) {
    return failure.code() == Code.UNAVAILABLE
        && failure.reason().isEmpty()
        && (isMade() || wasTaken(failure));
  }

  private static boolean wasTaken(LarderException failure) {
    Throwable told = failure.getCause();
    Throwable cause = told == null ? null : told.getCause();
    return cause == null
        || (cause instanceof IOException
            && NOBODY_THERE.stream().noneMatch(kind -> kind.isInstance(cause)));
  }

  /** Done when the call has got to a connection; fails when this ends without one. */
  CompletableFuture<Void> madeDuring(CompletableFuture<?> call) {
    CompletableFuture<Void> made = connected.copy();
    var unused = call.whenComplete((answer, failure) -> made.cancel(false));
    return made;
  }

  /**
   * The call; when it has not got to a connection in this time it is cancelled, and then this
   * fails: whoever goes to the origin for that must not be sent there too by a server that is back
   * in that moment.
   *
   * @param most how long it has, positive
   * @param failure what this fails with then
   * @param executor where it does
   * @param call cancelled by nobody else
   */
  <T> CompletableFuture<T> within(
      Duration most, LarderException failure, Executor executor, CompletableFuture<T> call) {
    CompletableFuture<T> end = new CompletableFuture<>();
    CompletableFuture<Void> timer = connected.copy();
    var unusedTimer =
        timer
            .orTimeout(TimeUnit.NANOSECONDS.convert(most), TimeUnit.NANOSECONDS)
            .exceptionallyAsync(
                late -> {
                  if (call.cancel(false)) {
                    end.completeExceptionally(failure);
                  }
                  return null;
                },
                executor);
    var unusedEnd =
        call.whenComplete(
            (answer, failed) -> {
              timer.complete(null);
              if (!call.isCancelled()) {
                Futures.complete(end, answer, failed);
              }
            });
    return end;
  }
}
