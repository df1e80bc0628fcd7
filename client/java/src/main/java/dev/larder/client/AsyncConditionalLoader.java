package dev.larder.client;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A {@link ConditionalLoader} that does not block. */
@FunctionalInterface
public interface AsyncConditionalLoader<T> {
  /**
   * Asks the origin.
   *
   * @param key the object
   * @param previous as in {@link ConditionalLoader#load}
   * @return a stage that ends with the value, that there is none, or, given a previous one, {@link
   *     Loaded#notModified}; when it fails everyone who waits gets the failure, and nothing is
   *     cached
   */
  CompletionStage<Loaded<T>> load(Key key, Optional<CachedObject<T>> previous);

  /** A loader that calls a blocking one on this executor. */
  static <T> AsyncConditionalLoader<T> on(Executor executor, ConditionalLoader<T> loader) {
    Objects.requireNonNull(executor, "executor");
    Objects.requireNonNull(loader, "loader");
    return (key, previous) ->
        AsyncLoader.<T>on(executor, same -> loader.load(same, previous)).load(key);
  }
}
