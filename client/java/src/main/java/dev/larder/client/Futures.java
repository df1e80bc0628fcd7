package dev.larder.client;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What CompletableFuture leaves to its users: failures without wrappers. */
final class Futures {
  private Futures() {}

  /**
   * A future of its own that ends as the stage does, its failure unwrapped. Cancelling it leaves
   * the stage alone.
   */
  static <T> CompletableFuture<T> follow(CompletionStage<T> stage) {
    CompletableFuture<T> follower = new CompletableFuture<>();
    var unused = stage.whenComplete((value, failure) -> complete(follower, value, failure));
    return follower;
  }

  /**
   * Goes on with what a future brings, which is never null, or with its failure, unwrapped; in the
   * thread that ends it.
   */
  static <T, R> CompletableFuture<R> fold(
      CompletableFuture<T> first,
      Function<T, CompletableFuture<R>> then,
      Function<Throwable, CompletableFuture<R>> otherwise) {
    return foldAsync(first, Runnable::run, then, otherwise);
  }

  /** The same on this executor. */
  static <T, R> CompletableFuture<R> foldAsync(
      CompletableFuture<T> first,
      Executor executor,
      Function<T, CompletableFuture<R>> then,
      Function<Throwable, CompletableFuture<R>> otherwise) {
    return first
        .handleAsync(End::new, executor)
        .thenCompose(
            end ->
                end.failure == null
                    ? then.apply(Objects.requireNonNull(end.value))
                    : otherwise.apply(unwrap(end.failure)));
  }

  /** The future of work that is begun now; what beginning it throws is its failure. */
  static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> work) {
    try {
      return work.get();
    } catch (Throwable failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  static <T> void complete(
      CompletableFuture<T> future, @Nullable T value, @Nullable Throwable failure) {
    if (failure == null) {
      future.complete(value);
    } else {
      future.completeExceptionally(unwrap(failure));
    }
  }

  /** The result of a future that is done; its failure is thrown with the stack of this thread. */
  static <T> T resultOf(CompletableFuture<T> done) {
    try {
      return done.join();
    } catch (CompletionException | CancellationException failed) {
      Throwable cause = unwrap(failed);
      if (cause instanceof LarderException failure) {
        throw failure.withCallersStack();
      }
      if (cause instanceof LoadFailedException failure) {
        throw failure.withCallersStack();
      }
      throw cause instanceof RuntimeException failure ? failure : failed;
    }
  }

  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private record End<T>(@Nullable T value, @Nullable Throwable failure) {}
}
