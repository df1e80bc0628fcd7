package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.store.WriteCommand.InvalidateResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks that what is acknowledged later has a later revision. */
final class RevisionOrder {
  private long revision;

  /** What it was refused with; null when it was done, at a revision after all others. */
  <R> @Nullable Reason acknowledged(CompletableFuture<R> write, Function<R, Long> revisionOf) {
    Reason refusal = refusal(write);
    if (refusal == null) {
      long done = revisionOf.apply(write.join());
      assertTrue(done > revision, "a revision that does not grow");
      revision = done;
    }
    return refusal;
  }

  /** What it was refused with; null when it was done. */
  static @Nullable Reason refusal(CompletableFuture<?> call) {
    AwaitedStore.await(call);
    try {
      Object unused = call.join();
      return null;
    } catch (CompletionException e) {
      if (e.getCause() instanceof CacheException refused) {
        return refused.reason();
      }
      throw e;
    }
  }

  /** It need not have changed anything. */
  void invalidated(CompletableFuture<InvalidateResult> done) {
    saw(done.join().revision());
  }

  void saw(long seen) {
    assertTrue(seen >= revision, "a revision that goes back");
    revision = seen;
  }
}
