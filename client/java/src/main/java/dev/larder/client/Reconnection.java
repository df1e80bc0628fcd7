package dev.larder.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has a channel connect again soon after its server is back. gRPC itself tries after one second,
 * then after 1.6 times as long as before: of a server that was restarted, callers would wait for
 * the pause longer than for the server.
 *
 * <p>While somebody waits, the pause is about a fifth of what has been waited by then, so that
 * nobody waits much more than a fifth longer than the server is away. Not less: the attempts of
 * many clients would take the processor from the server that starts beside them.
 *
 * <p>Thread-safe. Needs no thread: the JDK's timer begins the attempts.
 */
final class Reconnection {
  private static final int SHARE = 5;
  private static final Duration LEAST_PAUSE = Duration.ofMillis(100);

  private final ManagedChannel channel;
  private int waits;
  private long began;

  /** Until the next attempt; null while nobody waits. */
  private @Nullable CompletableFuture<Void> pause;

  Reconnection(ManagedChannel channel) {
    this.channel = channel;
  }

  /**
   * Tries until this is done.
   *
   * @param wait done when there is a connection; fails when nobody waits for one any more
   */
  void during(CompletableFuture<?> wait) {
    begin();
    var unused = wait.whenComplete((connected, failure) -> end(failure == null));
  }

  /** Whether somebody waits. */
  synchronized boolean isTrying() {
    return pause != null;
  }

  private synchronized void begin() {
    waits++;
    if (waits == 1) {
      began = System.nanoTime();
      pause();
    }
  }

  private void pause() {
    CompletableFuture<Void> next = new CompletableFuture<>();
    pause = next;
    var unused =
        next.completeOnTimeout(null, nanosOfPause(), TimeUnit.NANOSECONDS)
            .thenRun(() -> attemptAfter(next));
  }

  // All clients have lost their connections at once: they must not all come at once.
  private long nanosOfPause() {
    long nanos = Math.max(LEAST_PAUSE.toNanos(), (System.nanoTime() - began) / SHARE);
    return nanos + ThreadLocalRandom.current().nextLong(nanos / 4);
  }

  private void attemptAfter(CompletableFuture<Void> ended) {
    if (goesOn(ended)) {
      channel.resetConnectBackoff();
    }
  }

  private synchronized boolean goesOn(CompletableFuture<Void> ended) {
    boolean mine = ended == pause;
    if (mine) {
      pause();
    }
    return mine;
  }

  // A call gets to a connection before the channel says that it has one.
  private void end(boolean connected) {
    if (isLast() && !connected && channel.getState(false) != ConnectivityState.READY) {
      // Each attempt has made gRPC's own pause longer, by now up to two minutes, and one that is
      // under way will too when it fails. Calls that wait for a connection begin another.
      channel.enterIdle();
    }
  }

  private synchronized boolean isLast() {
    waits--;
    if (waits == 0 && pause != null) {
      pause.cancel(false);
      pause = null;
    }
    return waits == 0;
  }
}
