package dev.larder.benchmarks.load;

import dev.larder.client.Answer;
import dev.larder.client.AsyncLoader;
import dev.larder.client.Codec;
import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.LoadOptions;
import dev.larder.client.Loaded;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Clients with a connection each that miss the same key at the same moment, and would all ask the
 * origin for it.
 *
 * <p>Used by one thread.
 */
public final class Stampede implements AutoCloseable {
  private static final String VALUE = "v".repeat(200);

  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private static final LoadOptions PATIENT = LoadOptions.defaults().withTimeout(DEADLINE);

  private final List<LarderClient> clients;

  private Stampede(List<LarderClient> clients) {
    this.clients = clients;
  }

  /**
   * What one round came to.
   *
   * @param originCalls how often the origin was asked
   * @param waitNanos how long each client waited, from when the round began, which is when all of
   *     their calls were due
   */
  public record Round(int originCalls, List<Long> waitNanos) {
    public Round {
      waitNanos = List.copyOf(waitNanos);
    }
  }

  /** So many clients, connected when this returns. */
  public static Stampede connect(Target target, int count) {
    List<LarderClient> clients =
        IntStream.range(0, count).mapToObj(client -> connect(target)).toList();
    clients.stream().map(LarderClient::capabilities).toList().forEach(CompletableFuture::join);
    return new Stampede(clients);
  }

  private static LarderClient connect(Target target) {
    return LarderClient.builder()
        .target(target.name())
        // On a busy machine 200 connections of a cold JVM take their time.
        .deadline(DEADLINE)
        // Else each would have threads of its own.
        .callbackExecutor(Runnable::run)
        .build();
  }

  /** All ask for an object that nobody has, of an origin that takes so long; fails if one fails. */
  public Round ask(String id, Duration originLatency) {
    AtomicInteger originCalls = new AtomicInteger();
    AsyncLoader<String> origin =
        key -> {
          originCalls.incrementAndGet();
          return answerAfter(originLatency);
        };
    Key key = Key.of("acme", "herd", id);
    long began = System.nanoTime();
    List<CompletableFuture<Long>> waits =
        clients.stream()
            .map(
                client ->
                    client
                        .getOrLoad(key, Codec.text(), origin, PATIENT)
                        .thenApply(answer -> waited(answer, began)))
            .toList();
    List<Long> nanos = waits.stream().map(CompletableFuture::join).toList();
    return new Round(originCalls.get(), nanos);
  }

  private static CompletableFuture<Loaded<String>> answerAfter(Duration latency) {
    return CompletableFuture.supplyAsync(
        () -> Loaded.of(VALUE),
        CompletableFuture.delayedExecutor(latency.toNanos(), TimeUnit.NANOSECONDS));
  }

  private static long waited(Answer<String> answer, long began) {
    long nanos = System.nanoTime() - began;
    if (!VALUE.equals(answer.valueOrNull())) {
      throw new IllegalStateException("not what the origin said: " + answer);
    }
    return nanos;
  }

  @Override
  public void close() {
    clients.forEach(LarderClient::close);
  }
}
