package dev.larder.transport;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import io.grpc.Context;
import io.grpc.Deadline;

/** The caller of the call that this thread serves: whether it still waits. */
final class CallCancellation implements Cancellation {
  private final Context context;

  private CallCancellation(Context context) {
    this.context = context;
  }

  /** Tells, on any thread and at any later time, whether the caller still waits. */
  static Cancellation current() {
    return new CallCancellation(Context.current());
  }

  @Override
  public boolean isCancelled() {
    return context.isCancelled();
  }

  @Override
  public void whenCancelled(Runnable action) {
    context.addListener(gone -> action.run(), Runnable::run);
  }

  /** Fails when nobody waits any more, so that the work is not begun. */
  static void requireAwaited() {
    Context context = Context.current();
    Deadline deadline = context.getDeadline();
    if (deadline != null && deadline.isExpired()) {
      throw new CacheException(
          Reason.DEADLINE_EXCEEDED, "the deadline passed before the work was begun");
    }
    if (context.isCancelled()) {
      throw new CacheException(Reason.CANCELLED, "the caller went before the work was begun");
    }
  }
}
