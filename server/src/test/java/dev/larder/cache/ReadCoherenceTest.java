package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Cancellation;
import dev.larder.model.Outcome;
import dev.larder.store.WriteCommand;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * One client's reads and writes as another's cross them. The store is held up between snapshot and
 * answer, or between commit and publication, and each test is one order of events.
 */
final class ReadCoherenceTest {
  private final TestingCache cache = TestingCache.withHotTier();

  @Test
  void get_afterPutOfWhatIsHot_answersAtOnceWithoutTheStore() {
    cache.putHot("a", "one");
    cache.put("a", "two");

    assertEquals("two", cache.text("a"));
    assertEquals(0, cache.store.reads());
  }

  @Test
  void get_afterPutOfWhatIsNotHot_readsTheStoreOnce() {
    cache.put("a", "one");

    assertEquals("one", cache.text("a"));
    assertEquals("one", cache.text("a"));
    assertEquals(1, cache.store.reads());
  }

  @Test
  void get_hotHit_isToldToTheStoreWhichEvictsByUse() {
    cache.putHot("a", "one");
    cache.putHot("b", "two");
    cache.text("a");
    cache.texts("b", "a");

    assertEquals(
        List.of(cache.address("a"), cache.address("b"), cache.address("a")),
        cache.store.accesses());
  }

  @Test
  void get_afterPutDeleteAndPurge_seesEach() {
    cache.putHot("a", "one");
    cache.put("a", "two");
    assertEquals("two", cache.text("a"));
    cache.delete("a", false);
    assertEquals("MISS_DELETED", cache.text("a"));
    cache.delete("a", true);
    assertEquals("MISS_ABSENT", cache.text("a"));
  }

  @Test
  void get_afterClear_isAbsentAlthoughItWasHot() {
    cache.putHot("a", "one");
    cache.administration.clear(null, null, Cancellation.NEVER).join();

    assertEquals("MISS_ABSENT", cache.text("a"));
  }

  @Test
  void get_kindInvalidatedSoftly_hotEntryIsStale() {
    cache.putHot("a", "one");
    cache
        .cache
        .invalidateKind(TestingEntries.NAMESPACE, TestingEntries.KIND, false, Cancellation.NEVER)
        .join();

    assertEquals("MISS_STALE", cache.text("a"));
    cache.put("a", "two");
    assertEquals("two", cache.text("a"));
  }

  @Test
  void get_missInFlightWhenPut_neverOverwritesTheNewerValue() {
    cache.put("a", "old");
    cache.evictAll();
    cache.store.holdAnswers();
    CompletableFuture<ReadAnswer> slow = cache.begin("a");
    cache.putHot("a", "new");
    cache.store.releaseAnswers();

    assertEquals("old", TestingEntries.text(slow.join()));
    assertEquals(cache.store.stored(cache.address("a")), cache.hot("a"));
    assertEquals("new", cache.text("a"));
  }

  @Test
  void get_missInFlightWhenPutAndEvicted_leavesNothingOldBehind() {
    cache.put("a", "old");
    cache.evictAll();
    cache.store.holdAnswers();
    CompletableFuture<ReadAnswer> slow = cache.begin("a");
    cache.put("a", "new");
    cache.evictAll();
    cache.store.releaseAnswers();

    assertEquals("old", TestingEntries.text(slow.join()));
    assertNull(cache.hot("a"));
    assertEquals("new", cache.text("a"));
  }

  @Test
  void get_missInFlightWhenPurged_staysPurged() {
    cache.put("a", "old");
    cache.evictAll();
    cache.store.holdAnswers();
    CompletableFuture<ReadAnswer> slow = cache.begin("a");
    cache.delete("a", true);
    cache.store.releaseAnswers();

    assertEquals("old", TestingEntries.text(slow.join()));
    assertEquals("MISS_ABSENT", cache.text("a"));
  }

  @Test
  void get_missInFlightWhenCleared_isNeverFoundAgain() {
    cache.put("a", "old");
    cache.evictAll();
    cache.store.holdAnswers();
    CompletableFuture<ReadAnswer> slow = cache.begin("a");
    cache.administration.clear(null, null, Cancellation.NEVER).join();
    cache.store.releaseAnswers();

    assertEquals("old", TestingEntries.text(slow.join()));
    assertEquals("MISS_ABSENT", cache.text("a"));
  }

  @Test
  void get_seesCommitBeforeItsPublication_laterReadsNeverGoBack() {
    cache.putHot("a", "old");
    cache.store.holdPublications();
    CompletableFuture<WriteCommand.PutResult> put = beginPut("a", "new");
    assertEquals("old", cache.text("a"), "the hot tier does not know yet");
    cache.evictAll();

    assertEquals("new", cache.text("a"));
    assertEquals("new", cache.text("a"));
    assertFalse(put.isDone());
    cache.store.releasePublications();
    assertTrue(put.isDone());
    assertEquals("new", cache.text("a"));
  }

  @Test
  void getAll_seesPutBeforeItsPublication_hotEntryGoesToo() {
    cache.putHot("a", "old");
    cache.store.holdPublications();
    CompletableFuture<WriteCommand.PutResult> put = beginPut("a", "new");

    assertEquals(List.of("new", "MISS_ABSENT"), cache.texts("a", "b"));
    assertEquals("new", cache.text("a"));
    cache.store.releasePublications();
    assertTrue(put.isDone());
  }

  @Test
  void getAll_seesPurgeBeforeItsPublication_hotEntryGoesToo() {
    cache.putHot("a", "old");
    cache.store.holdPublications();
    CompletableFuture<WriteCommand.DeleteResult> delete =
        cache.cache.delete(TestingEntries.key("a"), true, null, Cancellation.NEVER);

    assertEquals(List.of("MISS_ABSENT", "MISS_ABSENT"), cache.texts("a", "b"));
    assertEquals("MISS_ABSENT", cache.text("a"));
    cache.store.releasePublications();
    assertTrue(delete.isDone());
  }

  @Test
  void getAll_seesPurgeBeforeItsPublication_slowerReadIsNotJoinedAndLeavesNothing() {
    cache.put("a", "old");
    cache.evictAll();
    cache.store.holdAnswers();
    CompletableFuture<ReadAnswer> slow = cache.begin("a");
    cache.store.holdPublications();
    CompletableFuture<WriteCommand.DeleteResult> delete =
        cache.cache.delete(TestingEntries.key("a"), true, null, Cancellation.NEVER);
    CompletableFuture<List<ReadAnswer>> batch = cache.beginAll("a");
    cache.store.releaseNewestAnswer();
    assertEquals(Outcome.MISS_ABSENT, batch.join().get(0).outcome());

    CompletableFuture<ReadAnswer> later = cache.begin("a");
    cache.store.releaseAnswers();
    assertEquals("old", TestingEntries.text(slow.join()));
    assertEquals("MISS_ABSENT", TestingEntries.text(later.join()));
    assertEquals("MISS_ABSENT", cache.text("a"));
    cache.store.releasePublications();
    assertTrue(delete.isDone());
  }

  @Test
  void lookup_seesPutBeforeItsPublication_laterReadsNeverGoBack() {
    cache.putHot("a", "old");
    cache.store.holdPublications();
    CompletableFuture<WriteCommand.PutResult> put = beginPut("a", "new");
    LookupAnswer found =
        cache.cache.lookup(LookupTest.everything(10, null), Cancellation.NEVER).join();

    assertEquals("new", TestingEntries.text(found.entries().get(0).entry()));
    assertEquals("new", cache.text("a"));
    cache.store.releasePublications();
    assertTrue(put.isDone());
  }

  @Test
  void get_whileItsCommitIsUnpublished_readRevisionPromisesNoMoreThanIsPublished() {
    long first = cache.put("a", "old");
    cache.evictAll();
    cache.store.holdPublications();
    CompletableFuture<WriteCommand.PutResult> put = beginPut("a", "new");
    ReadAnswer ahead = cache.get("a");
    cache.store.releasePublications();

    assertEquals("new", TestingEntries.text(ahead));
    assertEquals(first, ahead.readRevision());
    assertEquals(put.join().revision(), cache.get("a").readRevision());
  }

  @Test
  void get_commitChangesAnEntryTwice_onlyTheLastStateIsEverHot() {
    cache.putHot("a", "zero");
    cache.store.holdAnswers();
    cache
        .cache
        .putAll(
            List.of(TestingEntries.put("a", "one"), TestingEntries.put("a", "two")),
            false,
            Cancellation.NEVER)
        .join();

    assertEquals("two", cache.text("a"));
  }

  @Test
  void get_unknownNamespace_isAbsentAtRevisionZeroWithoutTheStore() {
    ReadAnswer answer = cache.get("a");

    assertEquals(new ReadAnswer(Outcome.MISS_ABSENT, null, 0), answer);
    assertEquals(0, cache.store.reads());
  }

  @Test
  void get_namespaceDeletedAndMadeAgain_revisionsGoOn() {
    long before = cache.put("a", "one");
    cache.administration.deleteNamespace(TestingEntries.NAMESPACE, null, Cancellation.NEVER).join();
    assertEquals(new ReadAnswer(Outcome.MISS_ABSENT, null, 0), cache.get("a"));
    long after = cache.put("b", "two");

    assertTrue(after > before);
    assertEquals(new ReadAnswer(Outcome.MISS_ABSENT, null, after), cache.get("a"));
  }

  private CompletableFuture<WriteCommand.PutResult> beginPut(String id, String text) {
    return cache.cache.put(TestingEntries.put(id, text), Cancellation.NEVER);
  }
}
