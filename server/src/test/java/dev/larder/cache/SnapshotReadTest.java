package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Cancellation;
import dev.larder.model.Freshness;
import dev.larder.model.ObjectKey;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import dev.larder.store.EntryAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class SnapshotReadTest {
  private final TestingCache cache = TestingCache.withHotTier();

  @Test
  void getAll_noRequests_answersNothing() {
    assertEquals(List.of(), cache.texts());
  }

  @Test
  void getAll_allHot_answersWithoutTheStore() {
    cache.putHot("a", "one");
    cache.putHot("b", "two");

    assertEquals(List.of("two", "one", "two"), cache.texts("b", "a", "b"));
    assertEquals(0, cache.store.reads());
  }

  @Test
  void hotHits_areToldToTheStoreAsUses() {
    cache.putHot("a", "one");
    cache.putHot("b", "two");
    cache.text("b");
    cache.texts("a", "b");

    assertEquals(
        List.of(cache.address("b"), cache.address("a"), cache.address("b")),
        cache.store.accesses());
  }

  @Test
  void getAll_oneIsCold_allAreReadAtOnceAndStayHot() {
    cache.put("a", "one");
    cache.put("b", "two");
    cache.evictAll();
    cache.text("a");

    assertEquals(List.of("one", "two"), cache.texts("a", "b"));
    assertEquals(List.of("one", "two"), cache.texts("a", "b"));
    assertEquals(2, cache.store.reads());
  }

  @Test
  void getAll_kindsThatDoNotExist_areAbsentInTheirPlaces() {
    cache.put("a", "one");
    ReadRequest unknown =
        new ReadRequest(new ObjectKey("elsewhere", "users", "a"), ReadPolicy.DEFAULT, "");
    ReadRequest bypassing =
        new ReadRequest(TestingEntries.key("a"), ReadPolicy.of(Freshness.REFRESH), "");
    List<ReadAnswer> answers =
        cache
            .cache
            .getAll(List.of(unknown, TestingEntries.read("a"), bypassing), Cancellation.NEVER)
            .join();

    assertEquals(
        List.of(Outcome.MISS_ABSENT, Outcome.FRESH, Outcome.MISS_BYPASSED),
        answers.stream().map(ReadAnswer::outcome).toList());
    assertEquals(0, answers.get(0).readRevision());
    assertEquals(1, answers.get(1).readRevision());
  }

  @Test
  void getAll_moreThanIsReadAtOnce_defersTheRestAndGoesOnWhenAskedAgain() {
    cache.put("a", "one");
    cache.put("b", "two");
    cache.put("c", "three");
    cache.evictAll();
    cache.store.limitReads(1);

    assertEquals(List.of("one", "DEFERRED", "DEFERRED"), cache.texts("a", "b", "c"));
    assertEquals(List.of("two", "DEFERRED"), cache.texts("b", "c"));
    assertEquals(List.of("three"), cache.texts("c"));
  }

  @Test
  void getAll_afterTheCut_whatNeedsNoLookIsAnswered() {
    cache.put("a", "one");
    cache.put("b", "two");
    cache.evictAll();
    cache.store.limitReads(1);
    List<ReadRequest> requests =
        List.of(
            TestingEntries.read("a"),
            TestingEntries.read("b"),
            new ReadRequest(TestingEntries.key("b"), ReadPolicy.of(Freshness.REFRESH), ""));

    assertEquals(
        List.of(Outcome.FRESH, Outcome.DEFERRED, Outcome.MISS_BYPASSED),
        cache.cache.getAll(requests, Cancellation.NEVER).join().stream()
            .map(ReadAnswer::outcome)
            .toList());
  }

  @Test
  void getAll_answers_areCountedWhenTheyAreGivenAndNotBefore() {
    cache.put("a", "one");
    ReadRequest request = TestingEntries.read("a");
    ReadCounters counters = cache.injector.getInstance(ReadCounters.class);
    ReadAnswer answer = cache.cache.getAll(List.of(request), Cancellation.NEVER).join().get(0);

    assertEquals(Map.of(), counters.total());
    cache.cache.answered(request, answer);
    assertEquals(Map.of(Outcome.FRESH, 1L), counters.total());
  }

  @Test
  void getAll_putsAheadOfTheirPublication_hotEntriesOfTwoMomentsAreNotMixed() {
    cache.put("a", "a1");
    cache.put("b", "b1");
    cache.store.holdPublications();
    CompletableFuture<?> both =
        cache.cache.putAll(
            List.of(TestingEntries.put("a", "a2"), TestingEntries.put("b", "b2")),
            true,
            Cancellation.NEVER);
    cache.evictAll();
    cache.text("a");
    EntryAddress b = cache.address("b");
    cache.hotTier.confirm(b, cache.hotTier.stamp(b), TestingEntries.entry("b", 2, "b1"));

    assertEquals(List.of("a2", "b2"), cache.texts("a", "b"));
    cache.store.releasePublications();
    assertTrue(both.isDone());
  }

  @Test
  void getAll_kindInvalidatedWhileReading_readsAgainAndJudgesByTheNewCatalogue() {
    cache.put("a", "one");
    cache.evictAll();
    cache.store.holdAnswers();
    CompletableFuture<List<ReadAnswer>> batch = cache.beginAll("a");
    cache
        .cache
        .invalidateKind(TestingEntries.NAMESPACE, TestingEntries.KIND, false, Cancellation.NEVER)
        .join();
    cache.store.releaseAnswers();

    assertEquals(Outcome.MISS_STALE, batch.join().get(0).outcome());
    assertEquals(2, cache.store.reads());
  }

  @Test
  void getAll_putWhileReading_answersAsOfItsSnapshot() {
    cache.put("a", "a1");
    cache.put("b", "b1");
    cache.evictAll();
    cache.store.holdAnswers();
    CompletableFuture<List<ReadAnswer>> batch = cache.beginAll("a", "b");
    cache.put("a", "a2");
    cache.store.releaseAnswers();

    assertEquals(List.of("a1", "b1"), batch.join().stream().map(TestingEntries::text).toList());
    assertEquals(List.of("a2", "b1"), cache.texts("a", "b"));
  }

  @Test
  void getAll_commitStaysUnpublished_answersAfterAFewAttempts() {
    cache.put("a", "old");
    cache.store.holdPublications();
    CompletableFuture<?> put = cache.cache.put(TestingEntries.put("a", "new"), Cancellation.NEVER);

    assertEquals(List.of("new", "MISS_ABSENT"), cache.texts("a", "b"));
    assertTrue(cache.store.reads() > 1);
    cache.store.releasePublications();
    assertTrue(put.isDone());
  }
}
