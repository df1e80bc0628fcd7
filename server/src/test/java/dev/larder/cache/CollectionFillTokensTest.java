package dev.larder.cache;

import static dev.larder.cache.TestingCollections.ALL;
import static dev.larder.cache.TestingCollections.await;
import static dev.larder.cache.TestingCollections.ids;
import static dev.larder.cache.TestingFills.LEASE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.Outcome;
import dev.larder.model.Precondition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a leader's token is good for, in one message and in pages. */
class CollectionFillTokensTest extends CollectionFillsFixture {
  @Test
  void snapshot_inPages_completesTheFill() {
    String token = lead();
    CompletableFuture<CollectionAnswer> waiting = follower();
    String snapshot = await(cache.collections.begin(replacement(token)));
    cache.append(snapshot, 1, "b");
    put("c", "newer");
    cache.append(snapshot, 0, "a", "c");
    assertFalse(waiting.isDone());
    CollectionView committed = cache.commit(snapshot, 2);
    cache.fillTimer.run();
    assertEquals(List.of("a", "b", "c"), ids(await(waiting)));
    assertEquals("newer", text("c"));
    assertEquals(committed.collection(), cache.commit(snapshot, 2).collection());
    assertEquals(0, cache.fills.held());
  }

  @Test
  void snapshot_idInTwoPages_countsAsTheHigherPageHasIt() {
    String snapshot = await(cache.collections.begin(replacement(lead())));
    append(snapshot, 0, "first");
    append(snapshot, 1, "second");
    assertEquals(1, cache.commit(snapshot, 2).collection().memberCount());
    assertEquals("second", text("a"));
  }

  private void append(String snapshot, int page, String text) {
    await(cache.collections.append(snapshot, page, members(text, "a"), Cancellation.NEVER));
  }

  @Test
  void snapshot_ofAFillThatWasSupersededOrLost_isRefused() {
    String first = lead();
    String snapshot = await(cache.collections.begin(replacement(first)));
    cache.append(snapshot, 0, "old");
    cache.replace("theirs");
    assertRefused(Reason.FILL_SUPERSEDED, () -> cache.commit(snapshot, 1));
    assertRefused(Reason.FILL_SUPERSEDED, () -> await(cache.collections.begin(replacement(first))));
    assertEquals(List.of("theirs"), ids(cache.get()));
    cache.advance(LEASE);
    assertRefused(Reason.FILL_LOST, () -> await(cache.collections.begin(replacement(first))));
  }

  @Test
  void token_ofSomethingElse_isRefusedAndTheLeaseGoesOn() {
    String token = lead();
    CollectionReplacement elsewhere =
        new CollectionReplacement(OTHER, LifetimeRequest.UNSET, null, token);
    assertRefused(Reason.KEY_INVALID, () -> await(cache.collections.begin(elsewhere)));
    assertRefused(Reason.POLICY_INVALID, () -> completeObject(token, "all"));
    assertRefused(Reason.POLICY_INVALID, () -> complete("nonsense", "a"));
    complete(token, "a");
    assertRefused(Reason.FILL_LOST, () -> complete(token, "a"));
  }

  @Test
  void token_ofAnObject_isRefused() {
    String token = leadObject("all");
    CacheException refused = assertRefused(Reason.POLICY_INVALID, () -> complete(token, "a"));
    assertEquals("fill_token", refused.details().get(CacheException.FIELD));
  }

  @Test
  void refusalForAnotherReason_leaseGoesOn() {
    String token = lead();
    CollectionReplacement conditional =
        new CollectionReplacement(
            ALL, LifetimeRequest.UNSET, new Precondition.RevisionIs(7), token);
    assertRefused(
        Reason.VERSION_CONFLICT,
        () -> await(cache.collections.replace(conditional, List.of(), Cancellation.NEVER)));
    complete(token, "a");
    assertEquals(List.of("a"), ids(cache.get()));
  }

  @Test
  void restart_tokenOfBeforeIsLost() {
    String token = lead();
    reopen();
    assertRefused(Reason.FILL_LOST, () -> complete(token, "a"));
    assertNotEquals(token, lead());
    assertEquals(Outcome.MISS_ABSENT, cache.outcome());
  }

  /** As when an answer was lost on its way, and the client asks again. */
  @Test
  void token_usedTwiceAtOnce_oneIsCommittedAndTheOtherIsRefused() {
    String token = lead();
    CompletableFuture<CollectionAnswer> waiting = follower();
    CompletableFuture<CollectionView> first = beginCompletion(token);
    CompletableFuture<CollectionView> second = beginCompletion(token);
    assertEquals(1, await(first).collection().memberCount());
    CacheException refused = assertThrows(CacheException.class, () -> await(second));
    assertTrue(
        Set.of(Reason.FILL_LOST, Reason.FILL_SUPERSEDED).contains(refused.reason()),
        refused::getMessage);
    assertCompletedOnce(waiting);
    assertRefused(Reason.FILL_LOST, () -> complete(token, "a"));
  }

  private CompletableFuture<CollectionView> beginCompletion(String token) {
    return cache.collections.replace(
        replacement(token), members("loaded", "a"), Cancellation.NEVER);
  }

  private void assertCompletedOnce(CompletableFuture<CollectionAnswer> waiting) {
    cache.fillTimer.run();
    assertEquals(Outcome.FRESH, await(waiting).outcome());
    assertNull(await(waiting).ticket());
    assertEquals(
        Map.of(FillEvent.LED, 1L, FillEvent.WAITED, 1L, FillEvent.COMPLETED, 1L),
        await(cache.administration.statistics(null, null)).fills().events());
  }

  /** The queue was full, or the answer to an earlier refusal comes late. */
  @Test
  void token_usedAgainInVainWhileTheFirstIsBeingCommitted_leavesTheFirstItsPlace() {
    Fill fill = cache.fills.leaders().require(lead());
    FillClaim first = cache.fills.leaders().claim(fill);
    FillClaim second = cache.fills.leaders().claim(fill);
    first.landing(0);
    second.notLanding();
    cache.advance(LEASE);
    assertEquals(1, cache.fills.held());
    first.notLanding();
    cache.advance(Duration.ofSeconds(1));
    assertEquals(0, cache.fills.held());
  }

  @Test
  void token_usedInOneMessageAndInPagesAtOnce_oneIsCommitted() {
    String token = lead();
    CompletableFuture<CollectionAnswer> waiting = follower();
    String snapshot = await(cache.collections.begin(replacement(token)));
    append(snapshot, 0, "in pages");
    CompletableFuture<CollectionView> inPages = cache.collections.commit(snapshot, 1);
    CompletableFuture<CollectionView> whole = beginCompletion(token);
    await(inPages);
    assertThrows(CacheException.class, () -> await(whole));
    assertCompletedOnce(waiting);
    assertEquals("in pages", text("a"));
  }
}
