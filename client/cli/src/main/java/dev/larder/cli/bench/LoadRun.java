package dev.larder.cli.bench;

import dev.larder.client.Codec;
import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.LarderException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A closed loop: so many operations are under way at any time, each followed by the next when it
 * ends. Thread-safe once started.
 */
final class LoadRun {
  private static final int TOO_MANY_FAILURES_IN_A_ROW = 1_000;

  private final Workload workload;
  private final Latencies latencies = new Latencies();
  private final LongAdder completed = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final AtomicLong failuresInARow = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> lastFailure = new AtomicReference<>();
  private final AtomicLong left;
  private final CountDownLatch slots;
  private volatile boolean measured;
  private volatile boolean stopped;

  /** At most {@code operations} are measured. */
  LoadRun(Workload workload, int slots, long operations) {
    this.workload = workload;
    this.slots = new CountDownLatch(slots);
    this.left = new AtomicLong(operations);
  }

  /** Begins, without measuring. */
  void start(List<LarderClient> connections, int inFlight, SplittableRandom seeds) {
    for (LarderClient connection : connections) {
      for (int slot = 0; slot < inFlight; slot++) {
        new Slot(connection, seeds.split()).run();
      }
    }
  }

  /** Measures what begins from now on. */
  void measure() {
    measured = true;
  }

  /** Begins nothing more. */
  void stop() {
    stopped = true;
  }

  /** Waits until nothing is under way; answers false when that took too long. */
  boolean await(long time, TimeUnit unit) throws InterruptedException {
    return slots.await(time, unit);
  }

  Latencies latencies() {
    return latencies;
  }

  /** Operations that ended well, measured or not. */
  long completed() {
    return completed.sum();
  }

  /** Operations that failed, measured or not. */
  long failures() {
    return failures.sum();
  }

  /** The failure of the last operation that failed; null when none did. */
  @Nullable Throwable lastFailure() {
    return lastFailure.get();
  }

  /** True when it gave up because nothing works. */
  boolean isFailed() {
    return failuresInARow.get() >= TOO_MANY_FAILURES_IN_A_ROW;
  }

  private final class Slot {
    private final LarderClient client;
    private final SplittableRandom random;

    Slot(LarderClient client, SplittableRandom random) {
      this.client = client;
      this.random = random;
    }

    void run() {
      while (!stopped && !isFailed() && (!measured || left.decrementAndGet() >= 0)) {
        boolean counts = measured;
        boolean isRead = workload.nextIsRead(random);
        long start = System.nanoTime();
        CompletableFuture<?> operation = begin(isRead);
        if (!operation.isDone()) {
          var unused =
              operation.whenComplete(
                  (result, failure) -> {
                    end(counts, isRead, start, failure);
                    run();
                  });
          return;
        }
        end(counts, isRead, start, operation.handle((result, failure) -> failure).join());
      }
      slots.countDown();
    }

    private CompletableFuture<?> begin(boolean isRead) {
      Key key = workload.nextKey(random);
      return isRead
          ? client.get(key, Codec.bytes())
          : client.put(key, workload.nextValue(random), Codec.bytes());
    }

    private void end(boolean counts, boolean isRead, long start, @Nullable Throwable failure) {
      if (failure != null) {
        failures.increment();
        failuresInARow.incrementAndGet();
        lastFailure.set(failure);
        return;
      }
      completed.increment();
      if (failuresInARow.get() != 0) {
        failuresInARow.set(0);
      }
      if (counts) {
        latencies.record(isRead, System.nanoTime() - start);
      }
    }
  }

  /** The failure that ended it, for whoever reports it. */
  RuntimeException failure() {
    return lastFailure.get() instanceof LarderException known
        ? known
        : new IllegalStateException("the load broke off", lastFailure.get());
  }
}
