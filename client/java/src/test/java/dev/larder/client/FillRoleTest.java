package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.Answer.Source;
import dev.larder.v1.FillRole;
import dev.larder.v1.GetCapabilitiesResponse;
import dev.larder.v1.GetObjectRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller asks of a fill, and what it does in the part that it is given. */
class FillRoleTest extends FillFixture {
  @Test
  void getOrLoad_asks_withItsOptions() {
    answers.add(leader(ABSENT));
    var unused =
        load(
            DEFAULTS
                .withLease(Duration.ofSeconds(3))
                .withMaxWait(Duration.ofSeconds(4))
                .withHolder("me"));
    GetObjectRequest get = cache.gets.get(0);
    assertTrue(get.getFill().getAcquire());
    assertEquals(3, get.getFill().getLease().getSeconds());
    assertEquals(4, get.getFill().getWait().getSeconds());
    assertEquals("me", get.getFill().getHolder());
  }

  @Test
  void defaults_holder_namesThisProcess() {
    assertTrue(DEFAULTS.holder().endsWith(":" + ProcessHandle.current().pid()), DEFAULTS.holder());
  }

  @Test
  void getOrLoad_timeoutIsShorterThanTheWait_waitsNoLonger() {
    answers.add(leader(ABSENT));
    var unused =
        load(DEFAULTS.withTimeout(Duration.ofSeconds(7)).withMaxWait(Duration.ofSeconds(60)));
    assertTrue(cache.gets.get(0).getFill().getWait().getSeconds() < 7);
  }

  @Test
  void getOrLoad_serverTakesOnlyShorterWaits_waitsNoLongerFromThenOn() {
    refuseWaitsOver(Duration.ofSeconds(2));
    cache.capabilities = () -> longestWait(Duration.ofSeconds(2));
    answers.add(leader(ABSENT));
    answers.add(leader(ABSENT));
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), load(DEFAULTS));
    assertEquals(new Answer<>("loaded 2", Source.ORIGIN), load(DEFAULTS));
    assertEquals(
        List.of(10L, 2L, 2L),
        cache.gets.stream().map(get -> get.getFill().getWait().getSeconds()).toList());
    assertEquals(List.of(), listener.events);
  }

  @Test
  void getOrLoad_serverHasNoRoomToSayWhichWaitsItTakes_asksUntilItHas() {
    refuseWaitsOver(Duration.ofSeconds(2));
    AtomicInteger asked = new AtomicInteger();
    cache.capabilities =
        () -> {
          if (asked.incrementAndGet() <= 5) {
            throw TestingCacheService.refusal("OVERLOADED");
          }
          return longestWait(Duration.ofSeconds(2));
        };
    answers.add(leader(ABSENT));
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), load(DEFAULTS));
    assertEquals("token", onlyCompletion().getToken());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10, 60})
  void getOrLoad_waitIsRefusedForAnotherReason_fails(long longest) {
    refuseWaitsOver(Duration.ZERO);
    cache.capabilities = () -> longestWait(Duration.ofSeconds(longest));
    LarderException refused = assertThrows(LarderException.class, () -> load(DEFAULTS));
    assertEquals("POLICY_INVALID", refused.reason());
    assertEquals(1, cache.gets.size());
    assertEquals(0, loads.get());
  }

  private void refuseWaitsOver(Duration longest) {
    cache.answer =
        request -> {
          if (WireTime.duration(request.getFill().getWait()).compareTo(longest) > 0) {
            throw TestingCacheService.invalid("POLICY_INVALID", "fill.wait");
          }
          return next(request);
        };
  }

  private static GetCapabilitiesResponse longestWait(Duration longest) {
    return GetCapabilitiesResponse.newBuilder().setMaxWait(WireTime.duration(longest)).build();
  }

  @Test
  void getOrLoad_asFollowerWhoseWaitIsOver_asksAgain() {
    answers.add(follower(Duration.ofMillis(1)));
    answers.add(follower(Duration.ZERO));
    answers.add(fresh("theirs"));
    assertEquals(new Answer<>("theirs", Source.CACHE), load(DEFAULTS));
    assertEquals(0, loads.get());
    assertEquals(3, cache.gets.size());
  }

  @Test
  void getOrLoad_followerIsPromoted_loads() {
    answers.add(follower(Duration.ofMillis(1)));
    answers.add(leader(ABSENT));
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), load(DEFAULTS));
  }

  @Test
  void getOrLoad_followersTimeIsOver_failsWithoutLoading() {
    answers.add(follower(Duration.ofMinutes(5)));
    LoadFailedException failure = assertThrows(LoadFailedException.class, () -> load(DEFAULTS));
    assertInstanceOf(TimeoutException.class, failure.getCause());
    assertEquals(0, loads.get());
  }

  @Test
  void getOrLoad_inBackoff_failsWithTheLeadersErrorAndTheTime() {
    answers.add(backoff(Duration.ofSeconds(40)));
    LoadFailedException failure = assertThrows(LoadFailedException.class, () -> load(DEFAULTS));
    assertEquals(Optional.of(Duration.ofSeconds(40)), failure.retryAfter());
    assertTrue(
        String.valueOf(failure.getMessage()).contains("origin is down"), failure::getMessage);
    assertInstanceOf(LarderException.class, failure.getCause());
    assertEquals(0, loads.get());
  }

  @Test
  void getOrLoad_inBackoffThatIsOver_asksAgain() {
    answers.add(backoff(Duration.ZERO));
    answers.add(leader(ABSENT));
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), load(DEFAULTS));
  }

  @Test
  void getOrLoad_inBackoffAndStaleIsWelcome_servesStale() {
    answers.add(backoff(Duration.ofSeconds(40)));
    answers.add(stale("old", ticket(FillRole.FILL_ROLE_UNSPECIFIED)));
    assertEquals(new Answer<>("old", Source.STALE_CACHE), load(DEFAULTS.withStaleIfError(true)));
    assertFalse(cache.gets.get(1).hasFill());
    assertEquals(List.of("staleServed"), listener.events);
  }

  @Test
  void getOrLoad_staleAsLeader_answersAtOnceAndRefreshesBehind() throws Exception {
    answers.add(stale("old", leaderTicket().toBuilder().setPrevious(entry("old")).build()));
    CompletableFuture<Optional<CachedObject<String>>> given = new CompletableFuture<>();
    CompletableFuture<Loaded<String>> load = new CompletableFuture<>();
    AsyncConditionalLoader<String> loader =
        (key, previous) -> {
          given.complete(previous);
          return load;
        };
    assertEquals(
        new Answer<>("old", Source.STALE_CACHE),
        client.getOrLoad(KEY, Codec.text(), loader, DEFAULTS).get(10, TimeUnit.SECONDS));
    assertEquals("old", given.get(10, TimeUnit.SECONDS).flatMap(CachedObject::value).orElseThrow());
    IOException failure = new IOException("origin is down");
    load.completeExceptionally(failure);
    assertEquals("token", failedFill().getToken());
    LoadFailedException heard =
        assertInstanceOf(LoadFailedException.class, take(listener.refreshFailures));
    assertSame(failure, heard.getCause());
  }

  @Test
  void getOrLoad_freshAsLeader_refreshesAhead() throws Exception {
    answers.add(fresh("good").toBuilder().setFill(leaderTicket()).build());
    CountDownLatch loaded = new CountDownLatch(1);
    AsyncLoader<String> loader =
        key -> {
          loaded.countDown();
          return CompletableFuture.completedFuture(Loaded.of("better"));
        };
    assertEquals(
        new Answer<>("good", Source.CACHE),
        client.getOrLoad(KEY, Codec.text(), loader, DEFAULTS).get(10, TimeUnit.SECONDS));
    assertTrue(loaded.await(10, TimeUnit.SECONDS));
  }

  @Test
  void getOrLoad_staleAsFollower_refreshesNothing() {
    answers.add(stale("old", ticket(FillRole.FILL_ROLE_FOLLOWER)));
    LoadOptions options = DEFAULTS.withRead(ReadOptions.of(Freshness.STALE_WHILE_REVALIDATE));
    assertEquals(new Answer<>("old", Source.STALE_CACHE), load(options));
    assertEquals(0, loads.get());
  }
}
