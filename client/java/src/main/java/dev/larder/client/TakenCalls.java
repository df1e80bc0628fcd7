package dev.larder.client;

import io.grpc.Deadline;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The calls that a client has taken and that may yet have to be sent: they wait for another one, or
 * may be made again. Closing the client leaves them time for that. Thread-safe; holds a call only
 * until it is sent for good.
 */
final class TakenCalls {
  private final Set<Taken> unsent = ConcurrentHashMap.newKeySet();
  private volatile boolean refusing;
  private volatile boolean over;

  /**
   * Takes a call.
   *
   * @return to be told when the call will not be sent any more
   * @throws LarderException when the client is closed
   */
  Taken take() {
    Taken taken = new Taken();
    // Known before it is asked whether calls are refused, and they are refused before it is seen
    // which are known: one of the two finds the other.
    unsent.add(taken);
    if (refusing) {
      taken.sent();
      throw Failures.closed();
    }
    return taken;
  }

  /** Takes no more calls, and waits so long until those that were taken are sent. */
  void close(Deadline end) {
    refusing = true;
    try {
      CompletableFuture.allOf(
              unsent.stream().map(taken -> taken.sent).toArray(CompletableFuture<?>[]::new))
          .get(end.timeRemaining(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException late) {
      // They have had their time.
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      over = true;
    }
  }

  /**
   * Called before an attempt.
   *
   * @throws LarderException when the time is over that closing left to the calls
   */
  void requireTime() {
    if (over) {
      throw Failures.closed();
    }
  }

  /** One call. */
  final class Taken {
    private final CompletableFuture<Void> sent = new CompletableFuture<>();

    private Taken() {}

    /** The call will not be sent any more. Saying so twice is no error. */
    void sent() {
      unsent.remove(this);
      sent.complete(null);
    }
  }
}
