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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
  void put_withoutPrecondition_isRepeated() {
    cache.putFailures.add(TestingCacheService.unavailable("1"));
    client.put(KEY, "value", Codec.text());
    assertEquals(2, cache.puts.size());
  }

  @Test
  void put_withPrecondition_isSentOnce() {
    cache.putFailures.add(TestingCacheService.unavailable("1"));
    PutOptions absent = PutOptions.defaults().withPrecondition(new Precondition.Absent());
    assertThrows(LarderException.class, () -> client.put(KEY, "value", Codec.text(), absent));
    assertEquals(1, cache.puts.size());
  }

  @Test
  void clear_serverBusy_isSentOnce() {
    assertThrows(LarderException.class, () -> client.admin().clearAll());
    assertEquals(1, clears.get());
  }

  @Test
  void serviceConfig_ofTheResource_namesTheWholeCacheService() {
    String config = ServiceConfig.load().toString();
    assertTrue(config.contains("service=larder.v1.CacheService}"), config);
    assertTrue(config.contains("retryableStatusCodes=[UNAVAILABLE]"), config);
  }

  private final class BusyAdminService extends AdminServiceGrpc.AdminServiceImplBase {
    @Override
    public void clear(ClearRequest request, StreamObserver<ClearResponse> observer) {
      clears.incrementAndGet();
      observer.onError(TestingCacheService.unavailable("1"));
    }
  }
}
