package dev.larder.store.sqlite;

import dev.larder.model.CacheException;
import dev.larder.model.Cancellation;
import dev.larder.store.WriteCommand;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way through the writer. Used by the writer thread; it may be answered on
 * another.
 */
final class PendingWrite<R> {
  private final WriteCommand<R> command;
  private final Cancellation cancellation;
  private final CompletableFuture<R> answer = new CompletableFuture<>();
  private @Nullable R result;
  private @Nullable Throwable failure;

  PendingWrite(WriteCommand<R> command, Cancellation cancellation) {
    this.command = command;
    this.cancellation = cancellation;
  }

  CompletableFuture<R> future() {
    return answer;
  }

  /** About how many bytes it holds. */
  long weight() {
    return command.weight();
  }

  /** True when the caller has gone; then that is what the caller is told. */
  boolean failIfCancelled() {
    boolean cancelled = cancellation.isCancelled();
    if (cancelled) {
      failure = SqliteErrors.cancelled();
    }
    return cancelled;
  }

  /** Does the command; a refusal is its result, anything else is thrown. */
  void execute(WriteTransaction transaction) throws SQLException {
    result = null;
    failure = null;
    try {
      result = cast(WriteCommands.execute(transaction, command));
    } catch (CacheException refusal) {
      failure = refusal;
    }
  }

  /** What a command answers is fixed by its type parameter, which does not exist at run time. */
  @SuppressWarnings("unchecked")
  private R cast(Object answered) {
    return (R) answered;
  }

  /** Makes this what the caller is told. */
  void fail(Throwable why) {
    failure = why;
  }

  /** Tells the caller; holds on to the answer alone, so that the command can go. */
  Runnable answer() {
    CompletableFuture<R> told = answer;
    Throwable why = failure;
    if (why != null) {
      return () -> told.completeExceptionally(why);
    }
    @Nullable R done = result;
    return () -> told.complete(done);
  }
}
