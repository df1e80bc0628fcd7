package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.LarderException.Code;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deadlines, cancellation, threads and who closes what. */
class CallTest {
  private static final Key KEY = Key.of("acme", "users", "U1");

  private final SilentCacheService silent = new SilentCacheService();
  private final Server server =
      InProcessServerBuilder.forName("call-test").addService(silent).directExecutor().build();
  private final ManagedChannel channel = InProcessChannelBuilder.forName("call-test").build();

  @BeforeEach
  void start() throws IOException {
    var unused = server.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    server.shutdownNow();
    assertTrue(channel.awaitTermination(10, TimeUnit.SECONDS));
    assertTrue(server.awaitTermination(10, TimeUnit.SECONDS));
  }

  @Test
  void blockingGet_serverIsSilent_failsAtItsDeadlineWithTheCallersStack() {
    try (LarderClient client = LarderClient.builder().channel(channel).build()) {
      BlockingLarderClient hasty = client.withDeadline(Duration.ofMillis(20)).blocking();
      LarderException failure =
          assertThrows(LarderException.class, () -> hasty.get(KEY, Codec.text()));
      assertEquals(Code.DEADLINE_EXCEEDED, failure.code());
      assertTrue(stackOf(failure).contains(CallTest.class.getName()), stackOf(failure));
    }
  }

  @Test
  void get_serverIsSilent_failsItsFutureAtTheDeadline() {
    try (LarderClient client =
        LarderClient.builder().channel(channel).deadline(Duration.ofMillis(20)).build()) {
      CompletableFuture<Read<String>> answer = client.get(KEY, Codec.text());
      ExecutionException failure =
          assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
      LarderException cause = assertInstanceOf(LarderException.class, failure.getCause());
      assertEquals(Code.DEADLINE_EXCEEDED, cause.code());
    }
  }

  @Test
  void get_futureIsCancelled_cancelsTheCall() throws InterruptedException {
    try (LarderClient client = patient()) {
      CompletableFuture<Read<String>> answer = client.get(KEY, Codec.text());
      assertTrue(silent.asked.await(10, TimeUnit.SECONDS));
      assertTrue(answer.cancel(true));
      assertTrue(silent.cancelled.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void blockingGet_threadIsInterrupted_cancelsTheCall() throws InterruptedException {
    try (LarderClient client = patient()) {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread reader =
          new Thread(
              () ->
                  thrown.complete(
                      assertThrows(
                          LarderException.class, () -> client.blocking().get(KEY, Codec.text()))));
      reader.start();
      assertTrue(silent.asked.await(10, TimeUnit.SECONDS));
      reader.interrupt();
      assertEquals(Code.CANCELLED, assertInstanceOf(LarderException.class, thrown.join()).code());
      assertTrue(silent.cancelled.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void close_givenChannel_staysOpen() {
    LarderClient client = LarderClient.builder().channel(channel).build();
    client.close();
    assertFalse(channel.isShutdown());
    CompletableFuture<Read<String>> future = client.get(KEY, Codec.text());
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
    assertClosed(assertInstanceOf(LarderException.class, failed.getCause()));
    assertClosed(
        assertThrows(LarderException.class, () -> client.blocking().get(KEY, Codec.text())));
  }

  @Test
  void close_callUnderWayOnGivenChannel_itsFutureStillEnds() {
    LarderClient client =
        LarderClient.builder().channel(channel).deadline(Duration.ofMillis(200)).build();
    CompletableFuture<Read<String>> answer = client.get(KEY, Codec.text());
    client.close();
    assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
  }

  @Test
  void close_ofAView_closesNothing() {
    try (LarderClient client = LarderClient.builder().channel(channel).build()) {
      LarderClient view = client.withDeadline(Duration.ofMillis(20));
      view.close();
      assertThrows(LarderException.class, () -> view.blocking().get(KEY, Codec.text()));
    }
  }

  @Test
  void close_givenExecutor_staysOpen() {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    LarderClient.builder().channel(channel).callbackExecutor(executor).build().close();
    assertFalse(executor.isShutdown());
    executor.shutdown();
  }

  @Test
  void put_executorRefusesAndTheServerDidNothing_isRepeatedAndEnds() throws Exception {
    TestingCacheService busy = new TestingCacheService();
    busy.putFailures.add(TestingCacheService.refusal("OVERLOADED"));
    Executor full =
        task -> {
          throw new RejectedExecutionException("full");
        };
    try (TestingServer cache = TestingServer.start(busy);
        LarderClient client = cache.client().callbackExecutor(full).build()) {
      var unused = client.put(KEY, "value", Codec.text()).get(10, TimeUnit.SECONDS);
      assertEquals(2, busy.puts.size());
    }
  }

  @Test
  void get_cannotBeSent_failsOnTheCallbackExecutor() {
    Queue<Runnable> callbacks = new ArrayDeque<>();
    try (LarderClient client =
        LarderClient.builder()
            .channel(new BrokenChannel())
            .callbackExecutor(callbacks::add)
            .build()) {
      CompletableFuture<Read<String>> answer = client.get(KEY, Codec.text());
      assertFalse(answer.isDone());
      callbacks.remove().run();
      assertTrue(answer.isCompletedExceptionally());
    }
  }

  @Test
  void blockingCall_inACallbackOfTheOnlyThread_isAnswered() throws Exception {
    ExecutorService single = Executors.newSingleThreadExecutor();
    try (TestingServer cache = TestingServer.start(new TestingCacheService());
        LarderClient client = cache.client().callbackExecutor(single).build()) {
      Outcome outcome =
          client
              .get(KEY, Codec.text())
              .thenApply(first -> client.blocking().get(KEY, Codec.text()).outcome())
              .get(10, TimeUnit.SECONDS);
      assertEquals(Outcome.MISS_ABSENT, outcome);
    } finally {
      single.shutdown();
    }
  }

  @Test
  void get_nobodyListens_isUnavailable() {
    try (LarderClient client =
        LarderClient.builder().target("localhost:1").deadline(Duration.ofSeconds(30)).build()) {
      LarderException failure =
          assertThrows(LarderException.class, () -> client.blocking().get(KEY, Codec.text()));
      assertEquals(Code.UNAVAILABLE, failure.code());
      assertEquals("", failure.reason());
    }
  }

  // Nothing that these tests wait for can be the work of a deadline.
  private LarderClient patient() {
    return LarderClient.builder().channel(channel).deadline(Duration.ofMinutes(5)).build();
  }

  private static void assertClosed(LarderException failure) {
    assertEquals(Code.FAILED_PRECONDITION, failure.code());
    assertEquals(LarderException.CLIENT_CLOSED, failure.reason());
    assertFalse(failure.isRetryable());
  }

  private static String stackOf(Throwable failure) {
    StringBuilder stack = new StringBuilder();
    for (StackTraceElement element : failure.getStackTrace()) {
      stack.append(element).append('\n');
    }
    return stack.toString();
  }

  /** Makes no call. */
  private static final class BrokenChannel extends Channel {
    @Override
    public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
      throw new IllegalStateException("broken");
    }

    @Override
    public String authority() {
      return "broken";
    }
  }

  /** Never answers. */
  private static final class SilentCacheService extends CacheServiceGrpc.CacheServiceImplBase {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch cancelled = new CountDownLatch(1);

    @Override
    public void getObject(GetObjectRequest request, StreamObserver<GetObjectResponse> observer) {
      ((ServerCallStreamObserver<GetObjectResponse>) observer)
          .setOnCancelHandler(cancelled::countDown);
      asked.countDown();
    }
  }
}
