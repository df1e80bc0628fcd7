package dev.larder.client;

import java.util.concurrent.CompletableFuture;

/** One call of a loader that blocks. Run once, by any thread. */
final class BlockingLoad<T> implements Runnable {
  private final Key key;
  private final Loader<T> loader;
  private final CompletableFuture<Loaded<T>> loaded = new CompletableFuture<>();

  BlockingLoad(Key key, Loader<T> loader) {
    this.key = key;
    this.loader = loader;
  }

  /** What the loader brings, or what it throws, in an {@link InterruptedLoad} where it was that. */
  CompletableFuture<Loaded<T>> loaded() {
    return loaded;
  }

  /** Ends the load without the loader having been asked. */
  void fail(Throwable failure) {
    loaded.completeExceptionally(failure);
  }

  @Override
  public void run() {
    try {
      loaded.complete(loader.load(key));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      fail(new InterruptedLoad(interrupted));
    } catch (Throwable failure) {
      // Many libraries throw something else on an interrupt, and set the status again.
      fail(Thread.currentThread().isInterrupted() ? new InterruptedLoad(failure) : failure);
    }
  }
}
