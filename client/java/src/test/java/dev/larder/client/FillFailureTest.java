package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.Answer.Source;
import dev.larder.v1.FailFillRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A leader whose load fails, or whose value the server does not take. */
class FillFailureTest extends FillFixture {
  @Test
  void getOrLoad_loaderFails_failsTheFillWithTheBackoffOfTheFailure() throws Exception {
    answers.add(leader(ABSENT));
    LoadOptions options =
        DEFAULTS.withBackoff(
            failure -> Duration.ofSeconds(failure instanceof IOException ? 30 : 60));
    assertThrows(LoadFailedException.class, () -> loadBy(LoadFixture::broken, options));
    FailFillRequest failed = failedFill();
    assertEquals("token", failed.getToken());
    assertEquals(30, failed.getBackoff().getSeconds());
    assertEquals("java.io.IOException: origin is down", failed.getError().getMessage());
  }

  @Test
  void getOrLoad_backoffIsOutOfRange_keepsToTheRange() throws Exception {
    answers.add(leader(ABSENT));
    answers.add(leader(ABSENT));
    answers.add(leader(ABSENT));
    for (Backoff backoff :
        List.<Backoff>of(
            failure -> Duration.ofDays(1),
            failure -> Duration.ofDays(-1),
            failure -> {
              throw new IllegalStateException("a broken backoff");
            })) {
      assertThrows(
          LoadFailedException.class,
          () -> loadBy(LoadFixture::broken, DEFAULTS.withBackoff(backoff)));
    }
    assertEquals(3600, failedFill().getBackoff().getSeconds());
    assertEquals(0, failedFill().getBackoff().getSeconds());
    assertEquals(1, failedFill().getBackoff().getSeconds());
  }

  @Test
  void getOrLoad_backoffThrows_tellsSoWithTheFailure() {
    answers.add(leader(ABSENT));
    Backoff faulty =
        failure -> {
          throw new IllegalStateException("a broken backoff");
        };
    LoadFailedException failed =
        assertThrows(
            LoadFailedException.class,
            () -> loadBy(LoadFixture::broken, DEFAULTS.withBackoff(faulty)));
    Throwable cause = Objects.requireNonNull(failed.getCause());
    assertEquals("a broken backoff", cause.getSuppressed()[0].getMessage());
  }

  @Test
  void getOrLoad_failureIsLongerThanTheServerTakes_isCut() throws Exception {
    answers.add(leader(ABSENT));
    assertThrows(
        LoadFailedException.class,
        () ->
            loadBy(
                key -> {
                  throw new IOException("\uD83D\uDC0E".repeat(5000));
                }));
    assertTrue(failedFill().getError().getMessageBytes().size() <= 4096);
  }

  @Test
  void getOrLoad_blockingLoaderHangsBeyondItsTimeout_failsTheFillWhileItHangs() throws Exception {
    answers.add(leader(ABSENT));
    CountDownLatch told = new CountDownLatch(1);
    CompletableFuture<FailFillRequest> failed =
        CompletableFuture.supplyAsync(
            () -> {
              FailFillRequest request = take(cache.failedFills);
              told.countDown();
              return request;
            });
    Loader<String> hung =
        key -> {
          assertTrue(told.await(10, TimeUnit.SECONDS), "nobody was told while the loader hung");
          return Loaded.of("late");
        };
    // The timeout is for the read too, which should not have to connect.
    var unused = client.blocking().capabilities();
    LoadFailedException failure =
        assertThrows(
            LoadFailedException.class,
            () -> loadBy(hung, DEFAULTS.withTimeout(Duration.ofSeconds(1))));
    assertInstanceOf(TimeoutException.class, failure.getCause());
    assertEquals(
        Status.Code.DEADLINE_EXCEEDED.value(),
        failed.get(10, TimeUnit.SECONDS).getError().getCode());
    assertTrue(cache.completions.isEmpty());
  }

  @Test
  void within_itIsTooLateToLoad_failsAndSendsTheNextAtOnce() {
    ManagedChannel channel = channel(server.target());
    LoadRequest<String> request =
        new LoadRequest<>(
            new Loading(listener, () -> NOW),
            caller(Channels.given(channel)),
            KEY,
            Codec.text(),
            (key, previous) -> CompletableFuture.completedFuture(loaded()),
            DEFAULTS);
    FillTicket.Leader<String> leader =
        new FillTicket.Leader<>("token", Duration.ofSeconds(10), Optional.empty());
    LoadFailedException failure =
        loadFailure(new LeaderLoad<>(request, leader).within(Duration.ZERO));
    assertInstanceOf(TimeoutException.class, failure.getCause());
    assertEquals(0, loads.get());
    FailFillRequest failed = failedFill();
    assertEquals("token", failed.getToken());
    assertEquals(Duration.ZERO, WireTime.duration(failed.getBackoff()));
    channel.shutdownNow();
  }

  @Test
  void getOrLoad_leaderIsInterruptedInItsLoader_sendsTheNextAtOnce() throws Exception {
    answers.add(leader(ABSENT));
    CountDownLatch loading = new CountDownLatch(1);
    Thread leader =
        new Thread(
            () ->
                assertThrows(
                    LarderException.class,
                    () ->
                        loadBy(
                            key -> {
                              loading.countDown();
                              new CountDownLatch(1).await();
                              return Loaded.of("never");
                            })));
    leader.start();
    assertTrue(loading.await(10, TimeUnit.SECONDS));
    leader.interrupt();
    assertEquals(0, failedFill().getBackoff().getSeconds());
    leader.join();
  }

  @Test
  void getOrLoad_valueIsNotTaken_answersItAndHasTheNextSent() throws Exception {
    answers.add(leader(ABSENT));
    cache.completionFailures.add(
        TestingCacheService.failure(Status.Code.RESOURCE_EXHAUSTED, "QUOTA_EXCEEDED"));
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), load(DEFAULTS));
    assertEquals(List.of("cacheWriteFailed QUOTA_EXCEEDED"), listener.events);
    assertEquals(0, failedFill().getBackoff().getSeconds());
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, VALUE_TOO_LARGE, 30",
    "INVALID_ARGUMENT, JSON_INVALID, 30",
    "RESOURCE_EXHAUSTED, DISK_FULL, 30",
    "UNAVAILABLE, SHUTDOWN, 0"
  })
  void getOrLoad_valueIsRefused_backsOffAsLongAsAskedWhereTheNextWouldFareNoBetter(
      Status.Code code, String reason, long seconds) throws Exception {
    answers.add(leader(ABSENT));
    cache.completionFailures.add(TestingCacheService.failure(code, reason));
    LoadOptions options = DEFAULTS.withBackoff(new PatientAfterRefusal());
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), load(options));
    FailFillRequest failed = failedFill();
    assertEquals(seconds, failed.getBackoff().getSeconds());
    assertEquals(
        "what was loaded was not cached: " + code + " / " + reason + ": told to fail",
        failed.getError().getMessage());
  }

  @Test
  void getOrLoad_valueCannotBeEncoded_answersItAndHasTheNextSent() throws Exception {
    answers.add(leader(ABSENT));
    Codec<Object> broken = unencodable();
    Object value = new Object();
    assertEquals(
        value, client.blocking().getOrLoad(KEY, broken, key -> Loaded.of(value)).valueOrNull());
    assertEquals(List.of("cacheWriteFailed ENCODE_FAILED"), listener.events);
    assertEquals(0, failedFill().getBackoff().getSeconds());
  }

  private static final class PatientAfterRefusal implements Backoff {
    @Override
    public Duration after(Throwable failure) {
      return Duration.ZERO;
    }

    @Override
    public Duration afterRefusal(LarderException refusal) {
      return Duration.ofSeconds(30);
    }
  }
}
