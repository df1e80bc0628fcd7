package dev.larder.cache;

import dev.larder.concurrent.NamedThreads;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code fill-0}: leases that run out, waits that are over, and the answers of those who
 * waited, which would hold up whoever ended the wait. What it has to do is bounded by how many
 * fills and waiting callers there may be: one thing for each fill, two for each caller.
 *
 * <p>Thread-safe. After {@link #close} nothing is done any more.
 */
final class FillThread implements FillTimer, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FillThread.class);

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, new NamedThreads("fill"), (late, closed) -> log.debug("Not done after the stop"));

  @Inject
  FillThread() {
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Timeout after(Duration delay, Runnable action) {
    Future<?> scheduled =
        thread.schedule(
            () -> run(action), TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  @Override
  public void execute(Runnable action) {
    thread.execute(() -> run(action));
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      log.error("Something of a fill failed", e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
