package dev.larder.client;

import java.util.Objects;
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
      BlockingLoad<T> load = new BlockingLoad<>(key, loader, null);
      executor.execute(load);
      return load.loaded();
    };
  }
}
