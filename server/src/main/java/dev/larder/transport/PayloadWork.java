package dev.larder.transport;

import dev.larder.concurrent.NamedThreads;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import io.grpc.Context;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads {@code payload-N}, which parse, check, hash, convert and send what is too large for
 * an event loop to be kept from its connections. The queue in front of them is bounded in messages
 * and in bytes; when it is full, the message is refused with OVERLOADED.
 *
 * <p>Handing work over takes no lock, because it is done on event loops: the queue is one that has
 * none, and its bounds are kept by counting. The threads are started beforehand for the same
 * reason.
 *
 * <p>Thread-safe.
 */
final class PayloadWork implements AutoCloseable {
  /** As statistics name the queue. */
  static final String NAME = "payload";

  /**
   * Up to here a message is dealt with where it is: that takes less time than handing it on and
   * back would save.
   */
  static final int SMALL_BYTES = 32 << 10;

  private static final ThreadLocal<@Nullable Boolean> ON_A_PAYLOAD_THREAD = new ThreadLocal<>();

  private final ThreadPoolExecutor threads;
  private final int capacity;
  private final long maxBytes;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();

  @Inject
  PayloadWork(ThreadConfig config) {
    this.capacity = config.payloadQueue();
    this.maxBytes = config.payloadQueueBytes();
    this.threads =
        new ThreadPoolExecutor(
            config.payloadThreads(),
            config.payloadThreads(),
            0,
            TimeUnit.SECONDS,
            new LinkedTransferQueue<>(),
            new NamedThreads(NAME));
    threads.prestartAllCoreThreads();
  }

  /**
   * How full the queue is.
   *
   * @param depth messages waiting
   * @param capacity the most that may wait
   * @param rejected messages refused
   */
  record Load(long depth, long capacity, long rejected) {}

  Load load() {
    return new Load(waiting.get(), capacity, rejected.get());
  }

  static boolean isLarge(long size) {
    return size > SMALL_BYTES;
  }

  /**
   * Runs work on a payload thread, in the gRPC context of the caller; here and now when this is
   * one.
   *
   * @param size the bytes that the work holds on to
   * @throws CacheException OVERLOADED or SHUTTING_DOWN, and the work is not run
   */
  void execute(long size, Runnable work) {
    if (ON_A_PAYLOAD_THREAD.get() != null) {
      work.run();
      return;
    }
    long held = bytes.addAndGet(size);
    // One message always fits, whatever its size: else it could never be worked on.
    if (held > maxBytes && held != size) {
      throw refused(size, null);
    }
    if (waiting.getAndUpdate(count -> count < capacity ? count + 1 : count) >= capacity) {
      throw refused(size, null);
    }
    Runnable inContext = Context.current().wrap(work);
    try {
      threads.execute(
          () -> {
            waiting.decrementAndGet();
            ON_A_PAYLOAD_THREAD.set(true);
            try {
              inContext.run();
            } finally {
              bytes.addAndGet(-size);
            }
          });
    } catch (RejectedExecutionException e) {
      waiting.decrementAndGet();
      throw refused(size, e);
    } catch (Error e) {
      waiting.decrementAndGet();
      bytes.addAndGet(-size);
      throw e;
    }
  }

  /**
   * Works the only answer of a call out, as {@link #supply} does; a large one only where there is
   * room for it on its way.
   */
  <T> CompletableFuture<T> answer(AnswerRoom room, long size, Supplier<T> work) {
    return supply(
        size,
        () -> {
          if (isLarge(size)) {
            room.require();
          }
          return work.get();
        });
  }

  /**
   * Works something out, here and now when it is small, else on a payload thread.
   *
   * @param size about as many bytes as there are to be written
   */
  <T> CompletableFuture<T> supply(long size, Supplier<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Runnable run =
        () -> {
          try {
            answer.complete(work.get());
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
          }
        };
    if (!isLarge(size)) {
      run.run();
      return answer;
    }
    try {
      execute(size, run);
    } catch (CacheException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  private CacheException refused(long size, @Nullable Throwable cause) {
    bytes.addAndGet(-size);
    if (threads.isShutdown()) {
      return new CacheException(
          Reason.SHUTTING_DOWN, "the server is stopping; nothing was done", Map.of(), cause);
    }
    rejected.incrementAndGet();
    return new CacheException(
        Reason.OVERLOADED,
        "too many large payloads are being worked on; nothing was done",
        Map.of(),
        cause);
  }

  /** Lets what was accepted finish; takes no more. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
