package dev.larder.cache;

import dev.larder.concurrent.NamedThreads;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code fill-0}: leases that run out, waits that are over, and the answers of those who
 * waited, which would hold up whoever ended the wait. What it has to do is bounded by how many
 * fills and waiting callers there may be: one thing for each fill, two for each caller.
 *
 * <p>It is handed over without a lock, for that is done on event loops, too: an executor of the JDK
 * has them wait for its own thread.
 *
 * <p>Thread-safe. After {@link #close} only what was due by then is done.
 */
final class FillThread implements FillTimer, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FillThread.class);

  /** What is due first, first; of what is due at once, what came first. */
  private final ConcurrentSkipListMap<Due, Runnable> planned =
      new ConcurrentSkipListMap<>(Comparator.comparingLong(Due::time).thenComparing(Due::number));

  private final AtomicLong numbers = new AtomicLong();
  private final long begun = System.nanoTime();
  private final Thread thread = new NamedThreads("fill").newThread(this::serve);
  private volatile boolean closed;

  /**
   * When something is to be done.
   *
   * @param time in nanoseconds since this was made
   * @param number that nothing else has
   */
  private record Due(long time, long number) {}

  /** Starts the thread: whoever needed it first would have to wait for that. */
  @Inject
  FillThread() {
    thread.start();
  }

  @Override
  public Timeout after(Duration delay, Runnable action) {
    Due due = plan(Math.max(0, TimeUnit.NANOSECONDS.convert(delay)), action);
    return () -> planned.remove(due);
  }

  @Override
  public void execute(Runnable action) {
    Due unused = plan(0, action);
  }

  private Due plan(long delay, Runnable action) {
    long now = now();
    long time = delay < Long.MAX_VALUE - now ? now + delay : Long.MAX_VALUE;
    Due due = new Due(time, numbers.getAndIncrement());
    if (closed) {
      log.debug("Not done after the stop");
      return due;
    }
    planned.put(due, action);
    // Behind an earlier one it is seen in time: the thread looks again when that is due.
    Map.Entry<Due, Runnable> first = planned.firstEntry();
    if (first != null && first.getKey().equals(due)) {
      LockSupport.unpark(thread);
    }
    return due;
  }

  private long now() {
    return System.nanoTime() - begun;
  }

  private void serve() {
    while (!closed) {
      runDue();
      sleep();
    }
    runDue();
    planned.clear();
  }

  private void runDue() {
    long now = now();
    Map.Entry<Due, Runnable> first = planned.firstEntry();
    while (first != null && first.getKey().time() <= now) {
      // Null: it was cancelled meanwhile.
      Runnable action = planned.remove(first.getKey());
      if (action != null) {
        run(action);
      }
      first = planned.firstEntry();
    }
  }

  /** Whoever plans something earlier, or closes this, ends it, or keeps it from beginning. */
  private void sleep() {
    Map.Entry<Due, Runnable> first = planned.firstEntry();
    if (closed) {
      return;
    }
    if (first == null) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, first.getKey().time() - now());
    }
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
    closed = true;
    LockSupport.unpark(thread);
  }
}
