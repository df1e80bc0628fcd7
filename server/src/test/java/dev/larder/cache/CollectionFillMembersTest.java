package dev.larder.cache;

import static dev.larder.cache.TestingCollections.await;
import static dev.larder.cache.TestingCollections.ids;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of members that others write while a leader is fetching their collection. */
class CollectionFillMembersTest extends CollectionFillsFixture {
  @Test
  void memberPutMeanwhile_staysAsItIsInTheSet() {
    put("b", "before");
    String token = lead();
    put("a", "newer");
    complete(token, "a", "b");
    assertEquals(List.of("a", "b"), ids(cache.get()));
    assertEquals("newer", text("a"));
    assertEquals("loaded", text("b"));
  }

  @Test
  void memberDeletedMeanwhile_isLeftOut() {
    put("a", "before");
    String token = lead();
    cache.delete("a");
    complete(token, "a", "b");
    assertEquals(Outcome.FRESH, cache.outcome());
    assertEquals(List.of("b"), ids(cache.get()));
    assertEquals(Outcome.MISS_DELETED.name(), text("a"));
  }

  @Test
  void memberDeletedAndPutAgainMeanwhile_staysAsItIs() {
    put("a", "before");
    String token = lead();
    purge("a");
    put("a", "newer");
    complete(token, "a");
    assertEquals(List.of("a"), ids(cache.get()));
    assertEquals("newer", text("a"));
  }

  @Test
  void memberInvalidatedMeanwhile_staysStale() {
    put("a", "before");
    String token = lead();
    invalidate("a", false);
    complete(token, "a", "b");
    assertEquals(Outcome.MISS_STALE, cache.outcome());
    assertEquals(Outcome.MISS_STALE.name(), text("a"));
    complete(lead(), "a", "b");
    assertEquals(Outcome.FRESH, cache.outcome());
  }

  /** The origin has it again, and nobody has deleted it since. */
  @Test
  void memberDeletedBeforeAndInvalidatedMeanwhile_supersedesTheWhole() {
    put("a", "before");
    cache.delete("a");
    String token = lead();
    invalidate("a", false);
    assertSuperseded(token, "a", "b");
    complete(lead(), "a", "b");
    assertEquals(List.of("a", "b"), ids(cache.get()));
  }

  @Test
  void memberDeletedBefore_isBroughtBack() {
    put("a", "before");
    cache.delete("a");
    complete(lead(), "a");
    assertEquals("loaded", text("a"));
  }

  @Test
  void memberDeletedBeforeWhoseTagIsInvalidatedMeanwhile_supersedesTheWhole() {
    await(cache.objects.put(TestingEntries.tagged("a", "before"), Cancellation.NEVER));
    cache.delete("a");
    String token = lead();
    invalidateTag(false);
    assertSuperseded(token, "a", "b");
    complete(lead(), "a", "b");
    assertEquals(List.of("a", "b"), ids(cache.get()));
  }

  @Test
  void memberRemovedMeanwhile_supersedesTheWholeAndTheNextIsSent() {
    put("a", "before");
    put("b", "before");
    String token = lead();
    CompletableFuture<CollectionAnswer> waiting = follower();
    purge("a");
    assertSuperseded(token, "a");
    String second = leader(await(waiting)).token();
    invalidate("b", true);
    assertSuperseded(second, "a", "b");
    assertEquals(Outcome.MISS_ABSENT.name(), text("a"));
    assertEquals(Outcome.MISS_ABSENT.name(), text("b"));
    complete(lead(), "a", "b");
    assertEquals("loaded", text("a"));
  }

  @Test
  void deleteOfWhatIsNotStored_supersedesOnlyIfItIsBrought() {
    String first = lead();
    cache.delete("a");
    assertSuperseded(first, "a", "b");
    String second = lead();
    cache.delete("a");
    invalidate("x", false);
    complete(second, "b");
    assertEquals(List.of("b"), ids(cache.get()));
    assertEquals(Outcome.MISS_ABSENT.name(), text("a"));
  }

  @Test
  void memberPutAndEvictedMeanwhile_supersedesTheWhole() {
    limitToOneObject();
    put("old", "before");
    String token = lead();
    cache.clock.advance(Duration.ofSeconds(1));
    put("a", "newer");
    awaitGone("old");
    cache.clock.advance(Duration.ofSeconds(1));
    put("b", "newest");
    awaitGone("a");
    assertSuperseded(token, "a");
    assertEquals(Outcome.MISS_ABSENT.name(), text("a"));
  }

  @Test
  void memberOfBeforeEvictedMeanwhile_supersedesNothing() {
    limitToOneObject();
    put("a", "before");
    String token = lead();
    cache.clock.advance(Duration.ofSeconds(1));
    put("b", "newer");
    awaitGone("a");
    assertDoesNotThrow(() -> complete(token, "a"));
  }

  private void limitToOneObject() {
    NamespaceLimits one = new NamespaceLimits(0, 1, NamespaceLimits.Eviction.OLDEST_FETCH);
    NamespaceSettings settings =
        new NamespaceSettings(TestingEntries.NAMESPACE, one, new TreeMap<>());
    await(cache.administration.putNamespace(settings, null, false, Cancellation.NEVER));
  }

  private void awaitGone(String id) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!text(id).equals(Outcome.MISS_ABSENT.name())) {
      assertTrue(System.nanoTime() < deadline, () -> id + " is still there");
      Thread.onSpinWait();
    }
  }

  @Test
  void moreWithdrawalsThanAreRemembered_supersede() {
    String token = lead();
    for (int i = 0; i <= Withdrawals.MOST_IDS; i++) {
      cache.fills.supersessions().withdraw(TestingEntries.key("other" + i));
    }
    assertSuperseded(token, "a");
    complete(lead(), "a");
  }

  private void invalidateTag(boolean hard) {
    await(
        cache.objects.invalidateTags(
            TestingEntries.NAMESPACE, List.of("red"), hard, Cancellation.NEVER));
  }

  @Test
  void tagInvalidatedBeforeTheNamespaceExists_supersedes() {
    String token = lead();
    invalidateTag(false);
    assertRefused(
        Reason.FILL_SUPERSEDED,
        () -> complete(token, List.of(TestingEntries.tagged("a", "loaded"))));
    complete(lead(), List.of(TestingEntries.tagged("a", "loaded")));
    assertEquals(Outcome.FRESH, cache.outcome());
  }

  @Test
  void tagOfWhatIsBrought_invalidatedMeanwhile_supersedes() {
    put("x", "so that there is a namespace");
    String token = lead();
    invalidateTag(false);
    assertRefused(
        Reason.FILL_SUPERSEDED, () -> complete(token, List.of(TestingEntries.tagged("a", "old"))));
    assertEquals(Outcome.MISS_ABSENT.name(), text("a"));
    complete(lead(), List.of(TestingEntries.tagged("a", "new")));
    assertEquals("new", text("a"));
  }

  @Test
  void tagOfWhatIsStored_invalidatedMeanwhile_staysStaleOrSupersedes() {
    await(cache.objects.put(TestingEntries.tagged("a", "before"), Cancellation.NEVER));
    String token = lead();
    invalidateTag(false);
    complete(token, "a");
    assertEquals(Outcome.MISS_STALE, cache.outcome());
    String second = lead();
    invalidateTag(true);
    assertSuperseded(second, "a");
    complete(lead(), "a");
    assertEquals("loaded", text("a"));
  }
}
