package dev.larder.benchmarks.load;

import dev.larder.benchmarks.process.Pauses;
import dev.larder.client.Answer;
import dev.larder.client.AsyncLoader;
import dev.larder.client.Codec;
import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.LoadOptions;
import dev.larder.client.Read;
import dev.larder.client.Statistics.OfFills;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Clients with a connection each that miss the same key at the same moment, and would all ask the
 * origin for it.
 *
 * <p>Used by one thread.
 */
public final class Stampede implements AutoCloseable {
  /** How long each waits before it gives up. */
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** How long one that was sent to the origin may be silent. */
  public static final Duration LEASE = Duration.ofSeconds(1);

  /** When the origin fails, the next is sent at once. */
  private static final LoadOptions OPTIONS =
      LoadOptions.defaults().withTimeout(TIMEOUT).withLease(LEASE).withBackoff(Duration.ZERO);

  /** On a busy machine 200 connections of a cold JVM take their time. */
  private static final Duration CALL = Duration.ofMinutes(1);

  private final List<LarderClient> clients;

  private Stampede(List<LarderClient> clients) {
    this.clients = clients;
  }

  /** So many clients, connected when this returns. */
  public static Stampede connect(Target target, int count) {
    return connect(target.name(), count);
  }

  static Stampede connect(String target, int count) {
    List<LarderClient> clients =
        IntStream.range(0, count).mapToObj(client -> connect(target)).toList();
    clients.stream().map(LarderClient::capabilities).toList().forEach(CompletableFuture::join);
    return new Stampede(clients);
  }

  private static LarderClient connect(String target) {
    return LarderClient.builder()
        .target(target)
        .deadline(CALL)
        // Else each would have threads of its own.
        .callbackExecutor(Runnable::run)
        .build();
  }

  /** How many clients. */
  public int size() {
    return clients.size();
  }

  /** All ask for an object, and would load it with this. */
  public Waiting ask(String id, AsyncLoader<String> loader) {
    long began = System.nanoTime();
    List<CompletableFuture<Waited>> waits =
        clients.stream().map(client -> ask(client, key(id), loader)).toList();
    return new Waiting(began, waits);
  }

  private static CompletableFuture<Waited> ask(
      LarderClient client, Key key, AsyncLoader<String> loader) {
    return client
        .getOrLoad(key, Codec.text(), loader, OPTIONS)
        .handle((answer, failure) -> new Waited(System.nanoTime(), isValue(answer)))
        // No wait is endless here, whatever becomes of the call.
        .completeOnTimeout(
            new Waited(System.nanoTime() + CALL.toNanos(), false),
            CALL.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  private static boolean isValue(@Nullable Answer<String> answer) {
    return answer != null && Origin.VALUE.equals(answer.valueOrNull());
  }

  /** The key of an object that is asked for. */
  static Key key(String id) {
    return Key.of("acme", "herd", id);
  }

  /** Waits until all have a connection. */
  void awaitConnections() {
    clients.forEach(
        client -> {
          while (client.capabilities().handle((there, failure) -> failure != null).join()) {
            Pauses.millis(10);
          }
        });
  }

  /** Waits until so many callers are kept waiting at the server. */
  public void awaitParked(int count) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (fills().parked() != count) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not all wait: " + fills());
      }
      Pauses.millis(1);
    }
  }

  /** How many leases the server has given since it started. */
  public long leases() {
    OfFills fills = fills();
    return fills.led() + fills.promoted();
  }

  private OfFills fills() {
    return clients.get(0).admin().statistics().join().fills();
  }

  /** True when what the origin says of an object is stored. */
  public boolean isStored(String id) {
    Read<String> read = clients.get(0).get(key(id), Codec.text()).join();
    return read.value().filter(Origin.VALUE::equals).isPresent();
  }

  @Override
  public void close() {
    clients.forEach(LarderClient::close);
  }
}
