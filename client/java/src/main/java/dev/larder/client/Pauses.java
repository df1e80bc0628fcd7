package dev.larder.client;

import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The pauses before a server is asked again. Need no thread: the JDK's timer ends them. */
final class Pauses {
  private static final Duration LEAST = Duration.ofMillis(10);

  private Pauses() {}

  /**
   * As long as the server says, and up to a quarter longer, for many are told the same: they must
   * not all come back at once. No less than 10 ms.
   */
  static Duration jittered(Duration retryAfter) {
    Duration pause = retryAfter.compareTo(LEAST) < 0 ? LEAST : retryAfter;
    return pause.plusNanos(ThreadLocalRandom.current().nextLong(pause.toNanos() / 4 + 1));
  }

  /** Done after this time, on the executor and in the context of now. */
  static CompletableFuture<Void> of(Duration pause, Executor executor) {
    CompletableFuture<Void> paused = new CompletableFuture<>();
    CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS, executor)
        .execute(Context.current().wrap((Runnable) () -> paused.complete(null)));
    return paused;
  }
}
