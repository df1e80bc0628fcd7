package dev.larder.client;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Asks the origin for an object without blocking. */
@FunctionalInterface
public interface AsyncLoader<T> {
  /**
   * Asks the origin.
   *
   * @param key the object
   * @return a stage that ends with the value, or that there is none; when it fails everyone who
   *     waits gets the failure, and nothing is cached
   */
  CompletionStage<Loaded<T>> load(Key key);

  /** A loader that calls a blocking one on this executor. */
  static <T> AsyncLoader<T> on(Executor executor, Loader<T> loader) {
    Objects.requireNonNull(executor, "executor");
    Objects.requireNonNull(loader, "loader");
    return key -> {
      CompletableFuture<Loaded<T>> loaded = new CompletableFuture<>();
      executor.execute(() -> complete(loaded, key, loader));
      return loaded;
    };
  }

  private static <T> void complete(CompletableFuture<Loaded<T>> loaded, Key key, Loader<T> loader) {
    try {
      loaded.complete(loader.load(key));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      loaded.completeExceptionally(interrupted);
    } catch (Throwable failure) {
      loaded.completeExceptionally(failure);
    }
  }
}
