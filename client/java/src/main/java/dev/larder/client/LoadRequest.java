package dev.larder.client;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a caller of {@code getOrLoad} wants.
 *
 * @param loading what is under way in this process
 * @param caller makes the calls
 * @param key the object
 * @param codec turns it into bytes and back
 * @param loader asks the origin
 * @param options how it all works
 */
record LoadRequest<T>(
    Loading loading,
    Caller caller,
    Key key,
    Codec<T> codec,
    AsyncConditionalLoader<T> loader,
    LoadOptions options) {
  /** Asks the origin, and gives up after this time. Fails with what the loader threw. */
  CompletableFuture<Loaded<T>> callLoader(Optional<CachedObject<T>> previous, Duration timeout) {
    return Futures.begin(() -> Futures.follow(loader.load(key, previous)))
        .thenApply(loaded -> requireUsable(loaded, previous))
        .orTimeout(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
  }

  private static <T> Loaded<T> requireUsable(Loaded<T> loaded, Optional<CachedObject<T>> previous) {
    Objects.requireNonNull(loaded, "the loader answered null");
    if (loaded.isNotModified() && previous.isEmpty()) {
      throw new IllegalStateException("the loader answered 'not modified' and was given nothing");
    }
    return loaded;
  }
}
