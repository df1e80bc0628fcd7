package dev.larder.transport;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How late the event loops are. Each loop ticks ten times a second; a tick that comes late was kept
 * waiting by something that held the loop up, which is what an event loop must never be.
 *
 * <p>Thread-safe.
 */
final class EventLoopStalls implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(100);

  private final LongSupplier nanoClock;
  private final List<LoopLateness> loops = new CopyOnWriteArrayList<>();
  private final List<Future<?>> ticks = new ArrayList<>();

  @Inject
  EventLoopStalls() {
    this(System::nanoTime);
  }

  EventLoopStalls(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Begins to watch the loops of a group. */
  synchronized void watch(EventExecutorGroup group) {
    for (EventExecutor loop : group) {
      LoopLateness lateness = watchOne();
      ticks.add(
          loop.scheduleWithFixedDelay(
              () -> lateness.tick(nanoClock.getAsLong()),
              PERIOD.toNanos(),
              PERIOD.toNanos(),
              TimeUnit.NANOSECONDS));
    }
  }

  /** One more loop, whose ticks the caller brings about. */
  LoopLateness watchOne() {
    LoopLateness lateness = new LoopLateness(PERIOD.toNanos(), nanoClock.getAsLong());
    loops.add(lateness);
    return lateness;
  }

  /** The longest that any loop was late in the last minute, one that is late now included. */
  Duration longest() {
    long now = nanoClock.getAsLong();
    return Duration.ofNanos(loops.stream().mapToLong(loop -> loop.longest(now)).max().orElse(0));
  }

  /** Stops watching. */
  @Override
  public synchronized void close() {
    ticks.forEach(tick -> tick.cancel(false));
    ticks.clear();
    loops.clear();
  }
}
