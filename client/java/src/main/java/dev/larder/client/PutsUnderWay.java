package dev.larder.client;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The puts of loads that are on their way, so that a later write can be sent after them.
 * Thread-safe; holds a put only while it is on its way.
 */
final class PutsUnderWay {
  private final Set<Sent> puts = ConcurrentHashMap.newKeySet();

  /** Sends a put, and knows of it before and until it has ended, well or not. */
  CompletableFuture<Void> send(Key key, Supplier<CompletableFuture<Void>> put) {
    Sent sent = new Sent(key);
    puts.add(sent);
    return Futures.begin(put)
        .whenComplete(
            (result, failure) -> {
              puts.remove(sent);
              sent.end.complete(null);
            });
  }

  /** Done when the puts of these keys that are on their way now have ended; never fails. */
  CompletableFuture<Void> ended(Predicate<Key> keys) {
    return CompletableFuture.allOf(
        puts.stream()
            .filter(sent -> keys.test(sent.key))
            .map(sent -> sent.end)
            .toArray(CompletableFuture<?>[]::new));
  }

  /** One put: two of the same key are not the same. */
  private static final class Sent {
    final Key key;
    final CompletableFuture<Void> end = new CompletableFuture<>();

    Sent(Key key) {
      this.key = key;
    }
  }
}
