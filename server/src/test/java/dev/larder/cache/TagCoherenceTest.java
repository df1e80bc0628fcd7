package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.Freshness;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import dev.larder.store.EntryAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Reads across the invalidation of a tag, its sweep and the end of its mark, in every order that
 * matters: whoever has seen the invalidation never sees the entry as it was again.
 */
final class TagCoherenceTest {
  private static final String TAG = "team-7";

  private final TestingCache cache = TestingCache.withHotTier();

  private void put(String id, Instant fetchTime) {
    Content content =
        Content.of(TestingEntries.payload("text of " + id), List.of(), List.of(TAG), "");
    PutRequest request =
        new PutRequest(TestingEntries.key(id), content, LifetimeRequest.UNSET, fetchTime, null);
    var unused = cache.cache.put(request, Cancellation.NEVER).join();
  }

  private void putHot(String id) {
    put(id, cache.clock.instant());
    EntryAddress address = cache.address(id);
    Entry stored = cache.store.stored(address);
    assertNotNull(stored);
    cache.hotTier.confirm(address, cache.hotTier.stamp(address), stored);
  }

  private void invalidate(boolean hard) {
    var unused =
        cache
            .cache
            .invalidateTags(TestingEntries.NAMESPACE, List.of(TAG), hard, Cancellation.NEVER)
            .join();
  }

  private void sweepAndDrop() {
    cache.store.sweepTags(TestingEntries.NAMESPACE);
    cache.store.dropTags(TestingEntries.NAMESPACE);
  }

  @Test
  void get_soft_hotEntryIsStaleAtOnceAndServedWhereThatIsAccepted() {
    putHot("a");
    cache.clock.advance(Duration.ofMinutes(10));
    invalidate(false);
    cache.clock.advance(Duration.ofSeconds(10));
    assertEquals("MISS_STALE", cache.text("a"));
    ReadAnswer stale = cache.get("a", ReadPolicy.of(Freshness.STALE_WHILE_REVALIDATE));
    assertEquals(Outcome.STALE, stale.outcome());
    assertNotNull(stale.entry());
    assertEquals(Duration.ofSeconds(-10), stale.entry().freshFor());
    assertEquals(0, cache.store.reads());
  }

  @Test
  void get_hard_hotEntryIsAbsentAtOnce() {
    putHot("a");
    invalidate(true);
    assertEquals("MISS_ABSENT", cache.text("a"));
    putHot("a");
    assertEquals("text of a", cache.text("a"));
  }

  @Test
  void get_putWhatWasFetchedBefore_isNeverFresh() {
    putHot("a");
    Instant fetched = cache.clock.instant();
    cache.clock.advance(Duration.ofMinutes(10));
    invalidate(false);
    put("a", fetched);
    assertEquals("MISS_STALE", cache.text("a"));
    sweepAndDrop();
    assertEquals("MISS_STALE", cache.text("a"));
    cache.evictAll();
    assertEquals("MISS_STALE", cache.text("a"));
  }

  @Test
  void get_markDropped_hotCopyFromBeforeDoesNotComeBackToLife() {
    putHot("a");
    cache.clock.advance(Duration.ofMinutes(10));
    invalidate(false);
    assertEquals("MISS_STALE", cache.text("a"));
    cache.store.sweepTags(TestingEntries.NAMESPACE);
    assertNull(cache.hot("a"));
    assertEquals("MISS_STALE", cache.text("a"));
    cache.store.dropTags(TestingEntries.NAMESPACE);
    assertEquals("MISS_STALE", cache.text("a"));
  }

  @Test
  void get_markDropped_readThatBeganBeforeTheSweepLeavesNothingOldBehind() {
    put("a", cache.clock.instant());
    cache.clock.advance(Duration.ofMinutes(10));
    cache.store.holdAnswers();
    CompletableFuture<ReadAnswer> slow = cache.begin("a");
    invalidate(false);
    sweepAndDrop();
    CompletableFuture<ReadAnswer> later = cache.begin("a");
    cache.store.releaseAnswers();
    assertEquals("text of a", TestingEntries.text(slow.join()), "it began before the invalidation");
    assertEquals("MISS_STALE", TestingEntries.text(later.join()));
    assertEquals("MISS_STALE", cache.text("a"));
  }

  @Test
  void get_readThatBeganBetweenInvalidationAndSweep_isStaleAndLeavesNothingOldBehind() {
    put("a", cache.clock.instant());
    cache.clock.advance(Duration.ofMinutes(10));
    invalidate(false);
    cache.store.holdAnswers();
    CompletableFuture<ReadAnswer> slow = cache.begin("a");
    sweepAndDrop();
    cache.store.releaseAnswers();
    assertEquals("MISS_STALE", TestingEntries.text(slow.join()));
    assertEquals("MISS_STALE", cache.text("a"));
  }

  @Test
  void lookup_invalidated_findsOnlyWhatIsAccepted() {
    put("a", cache.clock.instant());
    invalidate(true);
    put("b", cache.clock.instant());
    LookupAnswer found =
        cache.cache.lookup(LookupTest.everything(10, null), Cancellation.NEVER).join();
    assertEquals(
        List.of("b"), found.entries().stream().map(each -> each.entry().key().id()).toList());
  }

  @Test
  void getAll_hot_isJudgedByTheMarks() {
    putHot("a");
    putHot("b");
    cache.clock.advance(Duration.ofMinutes(10));
    invalidate(false);
    putHot("b");
    assertEquals(List.of("MISS_STALE", "text of b"), cache.texts("a", "b"));
  }

  @Test
  void getAll_invalidatedWhileReading_readsAgainAndJudgesByTheNewCatalogue() {
    put("a", cache.clock.instant());
    cache.clock.advance(Duration.ofMinutes(10));
    cache.store.holdAnswers();
    CompletableFuture<List<ReadAnswer>> batch = cache.beginAll("a");
    invalidate(false);
    cache.store.releaseAnswers();
    assertEquals(Outcome.MISS_STALE, batch.join().get(0).outcome());
    assertEquals(2, cache.store.reads());
  }

  @Test
  void getAll_sweptAndDroppedWhileReading_isStale() {
    put("a", cache.clock.instant());
    cache.clock.advance(Duration.ofMinutes(10));
    invalidate(false);
    cache.store.holdAnswers();
    CompletableFuture<List<ReadAnswer>> batch = cache.beginAll("a");
    sweepAndDrop();
    cache.store.releaseAnswers();
    assertEquals(Outcome.MISS_STALE, batch.join().get(0).outcome());
  }
}
