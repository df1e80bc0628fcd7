package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.v1.PutObjectRequest;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A cache that answers as it is told, behind a real socket, and a client of it. */
abstract class LoadFixture {
  static final Key KEY = Key.of("acme", "users", "U1");
  static final Key OTHER = Key.of("acme", "users", "U2");
  static final LoadOptions DEFAULTS = LoadOptions.defaults();
  static final Codec<Integer> NUMBERS =
      Codec.json(JsonMapper.of(String::valueOf, Integer::valueOf));

  /** What a loader may bring besides the value. */
  static final PutOptions BROUGHT =
      PutOptions.defaults()
          .withLifetime(Lifetime.freshFor(Duration.ofMinutes(3)))
          .withIndexTerms(IndexTerm.of("name", "Ada"))
          .withOriginValidator("W/\"7\"");

  static final Instant NOW = Instant.parse("2020-02-02T20:20:20.123456Z");
  final TestingCacheService cache = new TestingCacheService();
  final TestingServer server = TestingServer.start(cache);
  final TestingListener listener = new TestingListener();
  final LarderClient client = server.client().listener(listener).clock(() -> NOW).build();
  final AtomicInteger loads = new AtomicInteger();
  private @Nullable Server inProcess;
  private @Nullable ManagedChannel channel;

  @AfterEach
  void close() throws InterruptedException {
    client.close();
    server.close();
    if (channel != null && inProcess != null) {
      channel.shutdownNow();
      inProcess.shutdownNow();
    }
  }

  static void assertBrought(PutObjectRequest value) {
    assertEquals(180, value.getLifetime().getFresh().getSeconds());
    assertEquals("Ada", value.getIndexTerms(0).getValue());
    assertEquals("W/\"7\"", value.getOriginValidator());
  }

  // Every callback runs in the thread that causes it: when getOrLoad returns, it waits for the
  // loader.
  LarderClient synchronous() throws IOException {
    inProcess = InProcessServerBuilder.forName("load").directExecutor().addService(cache).build();
    var unused = inProcess.start();
    channel = InProcessChannelBuilder.forName("load").directExecutor().build();
    LarderClient synchronous =
        LarderClient.builder()
            .channel(channel)
            .deadline(Duration.ofMinutes(1))
            .listener(listener)
            .callbackExecutor(Runnable::run)
            .loaderExecutor(Runnable::run)
            .build();
    assertEquals(Outcome.MISS_ABSENT, synchronous.blocking().get(OTHER, Codec.text()).outcome());
    return synchronous;
  }

  /** Waits to be interrupted, and says so as a loader does, or as many libraries do. */
  static Exception interrupted(boolean wrapped) {
    try {
      new CountDownLatch(1).await();
      throw new AssertionError("nobody interrupted");
    } catch (InterruptedException interrupted) {
      if (!wrapped) {
        return interrupted;
      }
      Thread.currentThread().interrupt();
      return new InterruptedIOException();
    }
  }

  /** What a caller of the blocking client gets for the key. */
  Answer<String> loadBy(Loader<String> loader) {
    return client.blocking().getOrLoad(KEY, Codec.text(), loader);
  }

  Answer<String> loadBy(Loader<String> loader, LoadOptions options) {
    return client.blocking().getOrLoad(KEY, Codec.text(), loader, options);
  }

  Loaded<String> load(Key key) {
    return loaded();
  }

  Loaded<String> loaded() {
    return Loaded.of("loaded " + loads.incrementAndGet());
  }

  static Loaded<String> broken(Key key) throws IOException {
    throw new IOException("origin is down");
  }

  /** Can encode nothing. */
  static Codec<Object> unencodable() {
    return Codec.json(
        JsonMapper.of(
            value -> {
              throw new IOException("no");
            },
            json -> json));
  }

  static <T> T take(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing came");
      }
      return next;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  static LoadFailedException loadFailure(CompletableFuture<?> future) {
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
    return assertInstanceOf(LoadFailedException.class, failure.getCause());
  }
}
