package dev.larder.client;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Reads that the server may keep waiting for what another process loads, and those that wait for
 * the server, which can be ended all at once. A read that is ended is cancelled on its way, not in
 * its future: an answer that has arrived by then still counts, for it may have made its caller the
 * leader. Thread-safe.
 */
final class Waits {
  private final Set<CancellableContext> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /** Begins a read; what follows from it runs in the context of now. */
  <T> CompletableFuture<T> during(Supplier<CompletableFuture<T>> read) {
    Context outer = Context.current();
    CancellableContext inner = outer.withCancellation();
    // Known before it is asked whether waits have ended, and they have before it is seen which are
    // known: one of the two finds the other.
    waiting.add(inner);
    if (ended) {
      inner.cancel(null);
    }
    CompletableFuture<T> end = new CompletableFuture<>();
    var unused =
        begin(inner, read)
            .whenComplete(
                (value, failure) -> {
                  waiting.remove(inner);
                  outer.run(() -> Futures.complete(end, value, failure));
                  inner.cancel(null);
                });
    return end;
  }

  private static <T> CompletableFuture<T> begin(
      Context context, Supplier<CompletableFuture<T>> read) {
    Context previous = context.attach();
    try {
      return Futures.begin(read);
    } finally {
      context.detach(previous);
    }
  }

  /** Cancels the reads that wait, and any that begins from now on. */
  void end() {
    ended = true;
    waiting.forEach(context -> context.cancel(null));
  }

  /** True when reads fail because they were ended. */
  boolean areEnded() {
    return ended;
  }
}
