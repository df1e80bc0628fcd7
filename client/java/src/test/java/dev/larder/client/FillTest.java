package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.Answer.Source;
import dev.larder.v1.CompleteFillRequest;
import dev.larder.v1.Entry;
import dev.larder.v1.FailFillRequest;
import dev.larder.v1.FillRole;
import dev.larder.v1.FillTicket;
import dev.larder.v1.GetCapabilitiesResponse;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's part in a fill, with a server that answers as it is told. */
class FillTest {
  private static final Key KEY = Key.of("acme", "users", "U1");
  private static final LoadOptions DEFAULTS = LoadOptions.defaults();
  private static final dev.larder.v1.Outcome ABSENT = dev.larder.v1.Outcome.OUTCOME_MISS_ABSENT;

  private final TestingCacheService cache = new TestingCacheService();
  private final BlockingQueue<GetObjectResponse> answers = new LinkedBlockingQueue<>();
  private final TestingServer server = TestingServer.start(cache);
  private final RecordingListener listener = new RecordingListener();
  private final LarderClient client = server.client().listener(listener).build();
  private final AtomicInteger loads = new AtomicInteger();

  FillTest() {
    cache.answer = this::next;
  }

  @AfterEach
  void close() throws InterruptedException {
    client.close();
    server.close();
  }

  @Test
  void getOrLoad_asLeader_loadsAndCompletesTheFill() {
    answers.add(leader(ABSENT));
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), load(DEFAULTS));
    PutObjectRequest value = onlyCompletion().getValue();
    assertEquals("loaded 1", value.getPayload().getData().toStringUtf8());
    assertEquals("U1", value.getKey().getId());
    assertEquals("token", onlyCompletion().getToken());
    assertTrue(cache.puts.isEmpty());
  }

  @Test
  void getOrLoad_asLeader_leavesTheTimeToTheServersClock() {
    Instant anHourAhead = Instant.now().plus(Duration.ofHours(1));
    answers.add(leader(ABSENT));
    try (LarderClient skewed = server.client().clock(() -> anHourAhead).build()) {
      skewed.blocking().getOrLoad(KEY, Codec.text(), key -> loaded());
    }
    assertFalse(onlyCompletion().getValue().hasFetchTime());
    assertFalse(onlyCompletion().getValue().hasPrecondition());
  }

  @Test
  void getOrLoad_loaderBringsOptions_completesWithThem() {
    Instant asked = Instant.parse("2020-02-02T20:20:20.123456Z");
    answers.add(leader(ABSENT));
    PutOptions options =
        PutOptions.defaults()
            .withLifetime(Lifetime.freshFor(Duration.ofMinutes(3)))
            .withIndexTerms(IndexTerm.of("name", "Ada"))
            .withOriginValidator("W/\"7\"")
            .withFetchTime(asked)
            .withPrecondition(new Precondition.NewerFetchTime());
    client.blocking().getOrLoad(KEY, Codec.text(), key -> Loaded.of("value").with(options));
    PutObjectRequest value = onlyCompletion().getValue();
    assertEquals(180, value.getLifetime().getFresh().getSeconds());
    assertEquals("Ada", value.getIndexTerms(0).getValue());
    assertEquals("W/\"7\"", value.getOriginValidator());
    assertEquals(asked, WireTime.instant(value.getFetchTime()));
    assertFalse(value.hasPrecondition());
  }

  @Test
  void getOrLoad_originHasNone_completesAsNotFound() {
    answers.add(leader(ABSENT));
    Loaded<String> none =
        Loaded.<String>notFound().withLifetime(Lifetime.freshFor(Duration.ofSeconds(9)));
    assertEquals(
        new Answer<>(null, Source.ORIGIN),
        client.blocking().getOrLoad(KEY, Codec.text(), key -> none));
    assertEquals(9, onlyCompletion().getOriginNotFound().getLifetime().getFresh().getSeconds());
  }

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
  void defaults_holder_namesThisProcess() {
    assertTrue(DEFAULTS.holder().endsWith(":" + ProcessHandle.current().pid()), DEFAULTS.holder());
  }

  @Test
  void getOrLoad_previousStillHolds_answersItAndCompletesAsNotModified() {
    answers.add(leader(dev.larder.v1.Outcome.OUTCOME_MISS_STALE, entry("old")));
    ConditionalLoader<String> conditional =
        (key, previous) -> {
          assertEquals("old", previous.flatMap(CachedObject::value).orElseThrow());
          assertEquals("W/\"7\"", previous.orElseThrow().originValidator());
          return Loaded.<String>notModified().withLifetime(Lifetime.freshFor(Duration.ofHours(1)));
        };
    assertEquals(
        new Answer<>("old", Source.ORIGIN),
        client.blocking().getOrLoad(KEY, Codec.text(), conditional, DEFAULTS));
    assertEquals(3600, onlyCompletion().getNotModified().getLifetime().getFresh().getSeconds());
  }

  @Test
  void getOrLoad_notModifiedWithoutAPrevious_fails() throws Exception {
    answers.add(leader(ABSENT));
    ConditionalLoader<String> wrong =
        (key, previous) -> {
          assertEquals(Optional.empty(), previous);
          return Loaded.notModified();
        };
    LoadFailedException failure =
        assertThrows(
            LoadFailedException.class,
            () -> client.blocking().getOrLoad(KEY, Codec.text(), wrong, DEFAULTS));
    assertInstanceOf(IllegalStateException.class, failure.getCause());
    assertEquals("token", failedFill().getToken());
  }

  @Test
  void getOrLoad_previousCannotBeDecoded_loadsWithoutIt() {
    answers.add(leader(dev.larder.v1.Outcome.OUTCOME_MISS_STALE, entry("not a number")));
    Codec<Integer> numbers = Codec.json(JsonMapper.of(String::valueOf, Integer::valueOf));
    ConditionalLoader<Integer> conditional =
        (key, previous) -> Loaded.of(previous.isEmpty() ? 7 : 0);
    assertEquals(7, client.blocking().getOrLoad(KEY, numbers, conditional, DEFAULTS).valueOrNull());
  }

  @Test
  void getOrLoad_loaderFails_failsTheFillWithTheBackoffOfTheFailure() throws Exception {
    answers.add(leader(ABSENT));
    LoadOptions options =
        DEFAULTS.withBackoff(
            failure -> Duration.ofSeconds(failure instanceof IOException ? 30 : 60));
    assertThrows(
        LoadFailedException.class,
        () -> client.blocking().getOrLoad(KEY, Codec.text(), FillTest::broken, options));
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
          () ->
              client
                  .blocking()
                  .getOrLoad(KEY, Codec.text(), FillTest::broken, DEFAULTS.withBackoff(backoff)));
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
            () ->
                client
                    .blocking()
                    .getOrLoad(KEY, Codec.text(), FillTest::broken, DEFAULTS.withBackoff(faulty)));
    Throwable cause = Objects.requireNonNull(failed.getCause());
    assertEquals("a broken backoff", cause.getSuppressed()[0].getMessage());
  }

  @Test
  void getOrLoad_failureIsLongerThanTheServerTakes_isCut() throws Exception {
    answers.add(leader(ABSENT));
    assertThrows(
        LoadFailedException.class,
        () ->
            client
                .blocking()
                .getOrLoad(
                    KEY,
                    Codec.text(),
                    key -> {
                      throw new IOException("\uD83D\uDC0E".repeat(5000));
                    }));
    assertTrue(failedFill().getError().getMessageBytes().size() <= 4096);
  }

  @Test
  void getOrLoad_loadOutlastsItsLease_renewsIt() throws Exception {
    answers.add(leader(ABSENT, Duration.ofMillis(3)));
    CompletableFuture<Loaded<String>> load = new CompletableFuture<>();
    CompletableFuture<Answer<String>> answer =
        client.getOrLoad(KEY, Codec.text(), key -> load, DEFAULTS.withLease(Duration.ofMillis(6)));
    for (int renewal = 0; renewal < 3; renewal++) {
      assertEquals(Duration.ofMillis(6), WireTime.duration(take(cache.renewals).getLease()));
    }
    load.complete(Loaded.of("value"));
    assertEquals("value", answer.get(10, TimeUnit.SECONDS).valueOrNull());
    assertEquals("token", onlyCompletion().getToken());
  }

  @Test
  void getOrLoad_renewalFails_triesAgain() throws Exception {
    answers.add(leader(ABSENT, Duration.ofMillis(3)));
    cache.renewalFailures.add(TestingCacheService.failure(Status.Code.INTERNAL, "INTERNAL"));
    CompletableFuture<Loaded<String>> load = new CompletableFuture<>();
    CompletableFuture<Answer<String>> answer =
        client.getOrLoad(KEY, Codec.text(), key -> load, DEFAULTS);
    assertEquals("token", take(cache.renewals).getToken());
    assertEquals("token", take(cache.renewals).getToken());
    load.complete(Loaded.of("value"));
    assertEquals("value", answer.get(10, TimeUnit.SECONDS).valueOrNull());
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
    LoadFailedException failure =
        assertThrows(
            LoadFailedException.class,
            () ->
                client
                    .blocking()
                    .getOrLoad(
                        KEY, Codec.text(), hung, DEFAULTS.withTimeout(Duration.ofMillis(200))));
    assertInstanceOf(TimeoutException.class, failure.getCause());
    assertEquals(
        Status.Code.DEADLINE_EXCEEDED.value(),
        failed.get(10, TimeUnit.SECONDS).getError().getCode());
    assertTrue(cache.completions.isEmpty());
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
                        client
                            .blocking()
                            .getOrLoad(
                                KEY,
                                Codec.text(),
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

  @ParameterizedTest
  @ValueSource(strings = {"FILL_LOST", "FILL_SUPERSEDED"})
  void getOrLoad_fillIsOver_answersWhatWasLoadedAndSaysSo(String reason) {
    answers.add(leader(ABSENT));
    cache.completionFailures.add(TestingCacheService.failure(Status.Code.ABORTED, reason));
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), load(DEFAULTS));
    assertEquals(List.of("cacheWriteFailed " + reason), listener.events);
    assertTrue(cache.failedFills.isEmpty());
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
    Codec<Object> broken =
        Codec.json(
            JsonMapper.of(
                value -> {
                  throw new IOException("no");
                },
                json -> json));
    Object value = new Object();
    assertEquals(
        value, client.blocking().getOrLoad(KEY, broken, key -> Loaded.of(value)).valueOrNull());
    assertEquals(List.of("cacheWriteFailed ENCODE_FAILED"), listener.events);
    assertEquals(0, failedFill().getBackoff().getSeconds());
  }

  @Test
  void getOrLoad_serverIsTooBusyForTheCompletion_repeatsIt() {
    answers.add(leader(ABSENT));
    cache.completionFailures.add(TestingCacheService.refusal("OVERLOADED"));
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), load(DEFAULTS));
    assertEquals(2, cache.completions.size());
    assertEquals(List.of(), listener.events);
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
  void endWaits_whileAnotherProcessLoads_failsThoseWhoWaitAndThoseWhoCome() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    cache.answer =
        request -> {
          asked.countDown();
          awaitUninterrupted(released);
          return fresh("late");
        };
    CompletableFuture<Answer<String>> waiting =
        client.getOrLoadBlocking(KEY, Codec.text(), key -> loaded(), DEFAULTS);
    asked.await();
    client.endWaits();
    try {
      for (CompletableFuture<Answer<String>> each :
          List.of(
              waiting, client.getOrLoadBlocking(KEY, Codec.text(), key -> loaded(), DEFAULTS))) {
        ExecutionException failed = assertThrows(ExecutionException.class, each::get);
        LarderException cause = assertInstanceOf(LarderException.class, failed.getCause());
        assertEquals(LarderException.Code.CANCELLED, cause.code());
      }
      assertEquals(0, loads.get());
      assertEquals(List.of(), listener.events);
    } finally {
      released.countDown();
    }
  }

  @Test
  void endWaits_whileTheServerIsAway_failsThoseWhoWaitForIt() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    cache.capabilities =
        () -> {
          asked.countDown();
          awaitUninterrupted(released);
          return GetCapabilitiesResponse.getDefaultInstance();
        };
    loseConnections();
    CompletableFuture<Answer<String>> waiting =
        client.getOrLoadBlocking(KEY, Codec.text(), key -> loaded(), DEFAULTS);
    try {
      assertTrue(asked.await(30, TimeUnit.SECONDS));
      client.endWaits();
      ExecutionException failed =
          assertThrows(ExecutionException.class, () -> waiting.get(20, TimeUnit.SECONDS));
      LarderException cause = assertInstanceOf(LarderException.class, failed.getCause());
      assertEquals(LarderException.Code.CANCELLED, cause.code());
      assertEquals(0, loads.get());
      assertEquals(List.of(), listener.events);
    } finally {
      released.countDown();
    }
  }

  @Test
  void endWaits_whileItsLoaderRuns_letsItComplete() {
    answers.add(leader(ABSENT));
    Answer<String> answer =
        client
            .blocking()
            .getOrLoad(
                KEY,
                Codec.text(),
                key -> {
                  client.endWaits();
                  return loaded();
                },
                DEFAULTS);
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), answer);
    assertEquals("token", onlyCompletion().getToken());
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
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
    load.completeExceptionally(new IOException("origin is down"));
    assertEquals("token", failedFill().getToken());
    assertEquals("refreshFailed", listener.refreshes.poll(10, TimeUnit.SECONDS));
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

  @Test
  void getOrLoad_leaderWhileAnOlderLoadRuns_loadsAnew() throws Exception {
    answers.add(leader(ABSENT));
    answers.add(leader(ABSENT));
    BlockingQueue<CompletableFuture<Loaded<String>>> held = new LinkedBlockingQueue<>();
    AsyncLoader<String> loader =
        key -> {
          CompletableFuture<Loaded<String>> load = new CompletableFuture<>();
          held.add(load);
          return load;
        };
    CompletableFuture<Answer<String>> before =
        client.getOrLoad(KEY, Codec.text(), loader, DEFAULTS);
    CompletableFuture<Loaded<String>> first = take(held);
    CompletableFuture<Answer<String>> after =
        client.getOrLoad(KEY, Codec.text(), loader, DEFAULTS.withStaleIfError(true));
    take(held).complete(Loaded.of("new"));
    assertEquals("new", after.get(10, TimeUnit.SECONDS).valueOrNull());
    first.complete(Loaded.of("old"));
    assertEquals("old", before.get(10, TimeUnit.SECONDS).valueOrNull());
  }

  @Test
  void getOrLoad_cachedPayloadCannotBeDecoded_leadsAndLoadsInItsPlace() {
    answers.add(fresh("not a number"));
    answers.add(leader(dev.larder.v1.Outcome.OUTCOME_MISS_BYPASSED));
    Codec<Integer> numbers = Codec.json(JsonMapper.of(String::valueOf, Integer::valueOf));
    assertEquals(
        new Answer<>(7, Source.ORIGIN),
        client.blocking().getOrLoad(KEY, numbers, key -> Loaded.of(7)));
    assertEquals(
        dev.larder.v1.Freshness.FRESHNESS_REFRESH, cache.gets.get(1).getPolicy().getFreshness());
    assertEquals("7", onlyCompletion().getValue().getPayload().getJson());
  }

  @Test
  void getOrLoad_connectionIsLostWhileItWaits_asksAgainWhenTheServerIsBack() {
    LarderClient once = server.client().listener(listener).build();
    loseConnections();
    answers.add(fresh("theirs"));
    assertEquals(
        new Answer<>("theirs", Source.CACHE),
        once.blocking().getOrLoad(KEY, Codec.text(), key -> loaded()));
    assertEquals(0, loads.get());
    once.close();
  }

  @Test
  void getOrLoad_serverCannotBeReached_loadsOnceAndSaysSo() throws Exception {
    ExecutorService single = Executors.newSingleThreadExecutor();
    CompletableFuture<Loaded<String>> load = new CompletableFuture<>();
    AsyncLoader<String> loader =
        key -> {
          loads.incrementAndGet();
          return load;
        };
    try (LarderClient away = server.client().listener(listener).callbackExecutor(single).build()) {
      server.close();
      CompletableFuture<Answer<String>> first = away.getOrLoad(KEY, Codec.text(), loader, DEFAULTS);
      CompletableFuture<Answer<String>> second =
          away.getOrLoad(KEY, Codec.text(), loader, DEFAULTS.withStaleIfError(true));
      take(listener.readFailures);
      take(listener.readFailures);
      // What is told is told before the load is joined, in one task of the executor.
      single.submit(() -> {}).get(30, TimeUnit.SECONDS);
      load.complete(Loaded.of("value"));
      assertEquals(new Answer<>("value", Source.ORIGIN), first.get(30, TimeUnit.SECONDS));
      assertEquals(new Answer<>("value", Source.ORIGIN), second.get(30, TimeUnit.SECONDS));
      assertEquals(1, loads.get());
    } finally {
      single.shutdown();
    }
  }

  private void loseConnections() {
    for (int attempt = 0; attempt < 4; attempt++) {
      cache.failures.add(TestingCacheService.connectionLost());
    }
  }

  private GetObjectResponse next(GetObjectRequest request) {
    return Objects.requireNonNull(answers.poll(), "asked more often than expected");
  }

  private Answer<String> load(LoadOptions options) {
    return client.blocking().getOrLoad(KEY, Codec.text(), key -> loaded(), options);
  }

  private Loaded<String> loaded() {
    return Loaded.of("loaded " + loads.incrementAndGet());
  }

  private static Loaded<String> broken(Key key) throws IOException {
    throw new IOException("origin is down");
  }

  private CompleteFillRequest onlyCompletion() {
    assertEquals(1, cache.completions.size());
    return cache.completions.get(0);
  }

  private FailFillRequest failedFill() {
    return take(cache.failedFills);
  }

  private static <T> T take(BlockingQueue<T> queue) {
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

  private static GetObjectResponse leader(dev.larder.v1.Outcome outcome) {
    return answer(outcome, leaderTicket());
  }

  private static GetObjectResponse leader(dev.larder.v1.Outcome outcome, Duration expiresIn) {
    return answer(
        outcome, leaderTicket().toBuilder().setExpiresIn(WireTime.duration(expiresIn)).build());
  }

  private static GetObjectResponse leader(dev.larder.v1.Outcome outcome, Entry previous) {
    return answer(outcome, leaderTicket().toBuilder().setPrevious(previous).build());
  }

  private static FillTicket leaderTicket() {
    return ticket(FillRole.FILL_ROLE_LEADER).toBuilder()
        .setToken("token")
        .setExpiresIn(WireTime.duration(Duration.ofMinutes(1)))
        .build();
  }

  private static GetObjectResponse follower(Duration retryAfter) {
    return answer(
        ABSENT,
        ticket(FillRole.FILL_ROLE_FOLLOWER).toBuilder()
            .setRetryAfter(WireTime.duration(retryAfter))
            .build());
  }

  private static GetObjectResponse backoff(Duration retryAfter) {
    return answer(
        ABSENT,
        ticket(FillRole.FILL_ROLE_BACKOFF).toBuilder()
            .setRetryAfter(WireTime.duration(retryAfter))
            .setLastError(
                com.google.rpc.Status.newBuilder()
                    .setCode(Status.Code.UNKNOWN.value())
                    .setMessage("java.io.IOException: origin is down"))
            .build());
  }

  private static GetObjectResponse fresh(String text) {
    return TestingCacheService.outcome(dev.larder.v1.Outcome.OUTCOME_FRESH).toBuilder()
        .setEntry(entry(text))
        .build();
  }

  private static GetObjectResponse stale(String text, FillTicket ticket) {
    return answer(dev.larder.v1.Outcome.OUTCOME_STALE, ticket).toBuilder()
        .setEntry(entry(text))
        .build();
  }

  private static GetObjectResponse answer(dev.larder.v1.Outcome outcome, FillTicket ticket) {
    return TestingCacheService.outcome(outcome).toBuilder().setFill(ticket).build();
  }

  private static FillTicket ticket(FillRole role) {
    return FillTicket.newBuilder().setRole(role).build();
  }

  private static Entry entry(String text) {
    return Entry.newBuilder()
        .setKey(WireRequests.key(KEY))
        .setPayload(Payload.newBuilder().setJson(text))
        .setOriginValidator("W/\"7\"")
        .build();
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

  private static final class RecordingListener implements LarderListener {
    final List<String> events = new CopyOnWriteArrayList<>();
    final BlockingQueue<String> refreshes = new LinkedBlockingQueue<>();
    final BlockingQueue<LarderException> readFailures = new LinkedBlockingQueue<>();

    @Override
    public void cacheReadFailed(Key key, LarderException failure) {
      readFailures.add(failure);
    }

    @Override
    public void cacheWriteFailed(Key key, LarderException failure) {
      events.add("cacheWriteFailed " + failure.reason());
    }

    @Override
    public void staleServed(Key key, Throwable loaderFailure) {
      events.add("staleServed");
    }

    @Override
    public void refreshFailed(Key key, Throwable loaderFailure) {
      refreshes.add("refreshFailed");
    }
  }
}
