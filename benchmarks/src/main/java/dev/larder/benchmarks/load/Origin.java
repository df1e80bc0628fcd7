package dev.larder.benchmarks.load;

import dev.larder.client.AsyncLoader;
import dev.larder.client.Loaded;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The slow system behind one key. It counts how often it is asked, and times its answers.
 *
 * <p>Thread-safe.
 */
public final class Origin {
  static final String VALUE = "v".repeat(200);

  private final Duration latency;
  private final AtomicInteger calls = new AtomicInteger();
  private final Queue<Long> answers = new ConcurrentLinkedQueue<>();

  /** One that takes so long for an answer. */
  public Origin(Duration latency) {
    this.latency = latency;
  }

  /** Asks it. */
  public AsyncLoader<String> answering() {
    return key -> {
      calls.incrementAndGet();
      long began = System.nanoTime();
      return CompletableFuture.supplyAsync(
          () -> answer(began),
          CompletableFuture.delayedExecutor(latency.toNanos(), TimeUnit.NANOSECONDS));
    };
  }

  private Loaded<String> answer(long began) {
    answers.add(System.nanoTime() - began);
    return Loaded.of(VALUE);
  }

  /** How often it was asked. */
  public int calls() {
    return calls.get();
  }

  /** How long its first answer took, in nanoseconds, as it was asked; 0 when it never answered. */
  long firstAnswerNanos() {
    Long first = answers.peek();
    return first == null ? 0 : first;
  }
}
