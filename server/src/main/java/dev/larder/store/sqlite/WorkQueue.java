package dev.larder.store.sqlite;

import dev.larder.store.StoreStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A queue bounded in entries and bytes that refuses instead of waiting.
 *
 * <p>Offering never takes a lock, because it is done on event loops: room is reserved by counting,
 * then the work is added, then a permit is released for it. Closing puts one more permit in, which
 * is never used up: whoever finds nothing behind a permit knows that the queue is closed. What was
 * accepted before is still handed out.
 *
 * <p>Thread-safe.
 *
 * @param <T> the work
 */
final class WorkQueue<T> {
  private static final long CLOSED = 1L << 62;
  private static final long FOR_EVER = Long.MAX_VALUE;

  private final String name;
  private final long capacity;
  private final long byteCapacity;
  private final Queue<Item<T>> items = new ConcurrentLinkedQueue<>();
  private final Semaphore permits = new Semaphore(0);

  /**
   * How many entries have been let in and not been handed out; with the CLOSED bit nobody is let
   * in.
   */
  private final AtomicLong entries = new AtomicLong();

  private final AtomicLong bytes = new AtomicLong();
  private final LongAdder rejected = new LongAdder();

  private record Item<T>(T work, long weight) {}

  WorkQueue(String name, long capacity, long byteCapacity) {
    this.name = name;
    this.capacity = capacity;
    this.byteCapacity = byteCapacity;
  }

  /**
   * Adds work. Never blocks.
   *
   * @throws dev.larder.model.CacheException OVERLOADED when it is full, SHUTTING_DOWN once it is
   *     closed
   */
  void offer(T work, long weight) {
    reserve(weight);
    items.add(new Item<>(work, weight));
    permits.release();
  }

  private void reserve(long weight) {
    long before = entries.getAndUpdate(count -> count >= capacity ? count : count + 1);
    if (before >= CLOSED) {
      throw SqliteErrors.shuttingDown();
    }
    if (before >= capacity) {
      rejected.increment();
      throw SqliteErrors.overloaded(name);
    }
    // One piece of work always fits, whatever its size: else it could never be done.
    long held = bytes.getAndAdd(weight);
    if (held > 0 && held + weight > byteCapacity) {
      bytes.addAndGet(-weight);
      entries.decrementAndGet();
      rejected.increment();
      throw SqliteErrors.overloaded(name);
    }
  }

  /** Waits for work and takes what is there, within bounds. Empty only once closed and used up. */
  List<T> take(int most, long mostBytes) {
    return take(most, mostBytes, FOR_EVER);
  }

  /** The same, but waits no longer than this; empty then too. */
  List<T> take(int most, long mostBytes, Duration wait) {
    return take(most, mostBytes, wait.toNanos());
  }

  private List<T> take(int most, long mostBytes, long waitNanos) {
    List<T> taken = new ArrayList<>();
    long weight = 0;
    long wait = waitNanos;
    while (taken.size() < most && weight < mostBytes && acquire(wait)) {
      Item<T> item = items.poll();
      if (item == null) {
        permits.release();
        break;
      }
      taken.add(item.work());
      weight += item.weight();
      wait = 0;
    }
    bytes.addAndGet(-weight);
    entries.addAndGet(-taken.size());
    return taken;
  }

  /** Without heeding interrupts: the threads of a store end when its queues do, not before. */
  private boolean acquire(long waitNanos) {
    if (waitNanos == FOR_EVER) {
      permits.acquireUninterruptibly();
      return true;
    }
    try {
      return permits.tryAcquire(waitNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return permits.tryAcquire();
    }
  }

  /** True once it is closed and everything has been handed out. */
  boolean isFinished() {
    return entries.get() == CLOSED;
  }

  boolean isEmpty() {
    return (entries.get() & ~CLOSED) == 0;
  }

  long depth() {
    return entries.get() & ~CLOSED;
  }

  /** Lets nothing more in. What is in it is still handed out. */
  void close() {
    long before = entries.getAndUpdate(count -> count | CLOSED);
    if (before < CLOSED) {
      permits.release();
    }
  }

  StoreStatistics.Queue figures() {
    return new StoreStatistics.Queue(name, depth(), capacity, rejected.sum());
  }
}
