package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.LarderException.Code;
import dev.larder.v1.AdminServiceGrpc;
import dev.larder.v1.ClearRequest;
import dev.larder.v1.ClearResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {
  private static final Key KEY = Key.of("acme", "users", "U1");

  private final TestingCacheService cache = new TestingCacheService();
  private final AtomicInteger clears = new AtomicInteger();
  private final TestingServer server = TestingServer.start(cache, new BusyAdminService());
  private final BlockingLarderClient client = server.client().build().blocking();

  @AfterEach
  void close() throws InterruptedException {
    client.close();
    server.close();
  }

  @Test
  void get_serverBusyTwice_answersAtTheThirdAttempt() {
    cache.failures.add(TestingCacheService.unavailable());
    cache.failures.add(TestingCacheService.unavailable());
    assertEquals(Outcome.MISS_ABSENT, client.get(KEY, Codec.text()).outcome());
    assertEquals(3, cache.gets.size());
  }

  @Test
  void get_serverAlwaysBusy_failsAfterFourAttempts() {
    for (int attempt = 0; attempt < 8; attempt++) {
      cache.failures.add(TestingCacheService.unavailable("1"));
    }
    LarderException failure =
        assertThrows(LarderException.class, () -> client.get(KEY, Codec.text()));
    assertEquals(Code.UNAVAILABLE, failure.code());
    assertTrue(failure.isRetryable());
    assertEquals(4, cache.gets.size());
  }

  @Test
  void get_serverForbidsAnotherAttempt_isSentOnce() {
    cache.failures.add(TestingCacheService.unavailable("-1"));
    assertThrows(LarderException.class, () -> client.get(KEY, Codec.text()));
    assertEquals(1, cache.gets.size());
  }

  @Test
  void get_refusedForItsArguments_isSentOnce() {
    cache.failures.add(TestingCacheService.failure(Status.Code.INVALID_ARGUMENT, "POLICY_INVALID"));
    LarderException failure =
        assertThrows(LarderException.class, () -> client.get(KEY, Codec.text()));
    assertFalse(failure.isRetryable());
    assertEquals(1, cache.gets.size());
  }

  @Test
  void get_answerIsLost_isRepeated() {
    cache.failures.add(TestingCacheService.connectionLost());
    assertEquals(Outcome.MISS_ABSENT, client.get(KEY, Codec.text()).outcome());
    assertEquals(2, cache.gets.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"OVERLOADED", "SHUTTING_DOWN"})
  void put_serverDidNothing_isRepeated(String reason) {
    PutOptions absent = PutOptions.defaults().withPrecondition(new Precondition.Absent());
    cache.putFailures.add(TestingCacheService.refusal(reason));
    cache.putFailures.add(TestingCacheService.refusal(reason));
    client.put(KEY, "value", Codec.text(), absent);
    assertEquals(3, cache.puts.size());
  }

  @Test
  void put_serverDidNothingAndTheFutureIsAwaited_isRepeated() throws Exception {
    cache.putFailures.add(TestingCacheService.refusal("OVERLOADED"));
    var unused = client.async().put(KEY, "value", Codec.text()).get(10, TimeUnit.SECONDS);
    assertEquals(2, cache.puts.size());
  }

  @Test
  void put_clientIsClosedBeforeTheNextAttempt_isRepeated() throws Exception {
    cache.putFailures.add(TestingCacheService.refusal("OVERLOADED", Duration.ofMillis(50)));
    CompletableFuture<PutResult> put = client.async().put(KEY, "value", Codec.text());
    client.close();
    var unused = put.get(10, TimeUnit.SECONDS);
    assertEquals(2, cache.puts.size());
  }

  @Test
  void put_serverAlwaysRefuses_failsAfterFourAttempts() {
    for (int attempt = 0; attempt < 8; attempt++) {
      cache.putFailures.add(TestingCacheService.refusal("OVERLOADED"));
    }
    LarderException failure =
        assertThrows(LarderException.class, () -> client.put(KEY, "value", Codec.text()));
    assertEquals("OVERLOADED", failure.reason());
    assertEquals(4, cache.puts.size());
  }

  @Test
  void put_pauseWouldOutlastTheDeadline_failsAtOnce() {
    cache.putFailures.add(TestingCacheService.refusal("OVERLOADED", Duration.ofDays(200_000)));
    LarderException failure =
        assertThrows(LarderException.class, () -> client.put(KEY, "value", Codec.text()));
    assertEquals("OVERLOADED", failure.reason());
    assertEquals(1, cache.puts.size());
  }

  @Test
  void put_answerIsLost_isSentOnce() {
    cache.lostPutAnswers.add(TestingCacheService.connectionLost());
    LarderException failure =
        assertThrows(LarderException.class, () -> client.put(KEY, "value", Codec.text()));
    assertEquals(Code.UNAVAILABLE, failure.code());
    assertEquals(1, cache.puts.size());
    assertEquals("value", client.get(KEY, Codec.text()).value().orElseThrow());
  }

  @Test
  void delete_answerIsLost_isSentOnce() throws Exception {
    client.put(KEY, "old", Codec.text());
    cache.failures.add(TestingCacheService.connectionLost());
    assertThrows(LarderException.class, () -> client.delete(KEY));
    cache.failures.add(TestingCacheService.connectionLost());
    CompletableFuture<DeleteResult> future = client.async().delete(KEY);
    assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
    assertEquals(2, cache.deletes.size());
  }

  @Test
  void clear_answerIsLost_isSentOnce() {
    assertThrows(LarderException.class, () -> client.admin().clearAll());
    assertEquals(1, clears.get());
  }

  @Test
  void serviceConfig_ofTheResource_namesReadsAlone() {
    String config = ServiceConfig.load().toString();
    assertTrue(config.contains("method=GetObject}"), config);
    assertTrue(config.contains("retryableStatusCodes=[UNAVAILABLE]"), config);
    assertFalse(config.contains("CacheService}"), config);
    assertFalse(config.contains("Put"), config);
  }

  private final class BusyAdminService extends AdminServiceGrpc.AdminServiceImplBase {
    @Override
    public void clear(ClearRequest request, StreamObserver<ClearResponse> observer) {
      clears.incrementAndGet();
      observer.onError(TestingCacheService.connectionLost());
    }
  }
}
