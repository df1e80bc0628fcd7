package dev.larder.cache;

import dev.larder.model.CacheException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Lets a refusal reach an asynchronous caller as every other failure does: through the future. */
final class Attempt {
  private Attempt() {}

  static <T> CompletableFuture<T> of(Supplier<CompletableFuture<T>> call) {
    try {
      return call.get();
    } catch (CacheException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
