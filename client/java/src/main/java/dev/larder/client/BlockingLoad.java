package dev.larder.client;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call of a loader that blocks. Run once, by any thread. */
final class BlockingLoad<T> implements Runnable {
  private final Key key;
  private final Loader<T> loader;
  private final @Nullable Thread asker;
  private final CompletableFuture<Loaded<T>> loaded = new CompletableFuture<>();

  /**
   * A load that has not begun.
   *
   * @param asker the thread of the one who asked, or null. An interrupt of any other says that its
   *     executor has no more time for the loader, which is a failure like another
   */
  BlockingLoad(Key key, Loader<T> loader, @Nullable Thread asker) {
    this.key = key;
    this.loader = loader;
    this.asker = asker;
  }

  /**
   * What the loader brings, or what it throws, in an {@link InterruptedLoad} when the asker was.
   */
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
      failInterrupted(interrupted);
    } catch (Throwable failure) {
      // Many libraries throw something else on an interrupt, and set the status again.
      if (Thread.currentThread().isInterrupted()) {
        failInterrupted(failure);
      } else {
        fail(failure);
      }
    }
  }

  private void failInterrupted(Throwable failure) {
    fail(Thread.currentThread() == asker ? new InterruptedLoad(failure) : failure);
  }
}
