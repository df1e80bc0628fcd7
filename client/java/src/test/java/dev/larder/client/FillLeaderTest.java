package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.Answer.Source;
import dev.larder.v1.PutObjectRequest;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one who is sent to the origin, with a server that answers as it is told. */
class FillLeaderTest extends FillFixture {
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
        BROUGHT.withFetchTime(asked).withPrecondition(new Precondition.NewerFetchTime());
    loadBy(key -> Loaded.of("value").with(options));
    PutObjectRequest value = onlyCompletion().getValue();
    assertBrought(value);
    assertEquals(asked, WireTime.instant(value.getFetchTime()));
    assertFalse(value.hasPrecondition());
  }

  @Test
  void getOrLoad_originHasNone_completesAsNotFound() {
    answers.add(leader(ABSENT));
    Loaded<String> none =
        Loaded.<String>notFound().withLifetime(Lifetime.freshFor(Duration.ofSeconds(9)));
    assertEquals(new Answer<>(null, Source.ORIGIN), loadBy(key -> none));
    assertEquals(9, onlyCompletion().getOriginNotFound().getLifetime().getFresh().getSeconds());
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
    ConditionalLoader<Integer> conditional =
        (key, previous) -> Loaded.of(previous.isEmpty() ? 7 : 0);
    assertEquals(7, client.blocking().getOrLoad(KEY, NUMBERS, conditional, DEFAULTS).valueOrNull());
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
  void getOrLoad_serverIsTooBusyForTheCompletion_repeatsIt() {
    answers.add(leader(ABSENT));
    cache.completionFailures.add(TestingCacheService.refusal("OVERLOADED"));
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), load(DEFAULTS));
    assertEquals(2, cache.completions.size());
    assertEquals(List.of(), listener.events);
  }

  @Test
  void getOrLoad_leaderWhileAnOlderLoadRuns_loadsAnew() throws Exception {
    answers.add(leader(ABSENT));
    answers.add(leader(ABSENT));
    HeldLoader loader = new HeldLoader();
    CompletableFuture<Answer<String>> before =
        client.getOrLoad(KEY, Codec.text(), loader, DEFAULTS);
    CompletableFuture<Loaded<String>> first = loader.next();
    CompletableFuture<Answer<String>> after =
        client.getOrLoad(KEY, Codec.text(), loader, DEFAULTS.withStaleIfError(true));
    loader.next().complete(Loaded.of("new"));
    assertEquals("new", after.get(10, TimeUnit.SECONDS).valueOrNull());
    first.complete(Loaded.of("old"));
    assertEquals("old", before.get(10, TimeUnit.SECONDS).valueOrNull());
  }

  @Test
  void getOrLoad_cachedPayloadCannotBeDecoded_leadsAndLoadsInItsPlace() {
    answers.add(fresh("not a number"));
    answers.add(leader(dev.larder.v1.Outcome.OUTCOME_MISS_BYPASSED));
    assertEquals(
        new Answer<>(7, Source.ORIGIN),
        client.blocking().getOrLoad(KEY, NUMBERS, key -> Loaded.of(7)));
    assertEquals(
        dev.larder.v1.Freshness.FRESHNESS_REFRESH, cache.gets.get(1).getPolicy().getFreshness());
    assertEquals("7", onlyCompletion().getValue().getPayload().getJson());
  }
}
