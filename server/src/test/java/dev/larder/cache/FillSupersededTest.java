package dev.larder.cache;

import static dev.larder.cache.TestingFills.AT_ONCE;
import static dev.larder.cache.TestingFills.LEASE;
import static dev.larder.cache.TestingFills.WAITING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Freshness;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.Outcome;
import dev.larder.model.Precondition;
import dev.larder.model.ReadPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What supersedes fills, and what a leader's token is good for, on the fake clock. */
class FillSupersededTest extends FillsFixture {
  @Test
  void put_bySomebodyElse_supersedesAndIsGivenToAllWhoWait() {
    String token = lead();
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    cache.put("a", "put");
    cache.fillTimer.run();
    assertEquals("put", TestingEntries.text(ended(waiting)));
    assertEquals(Reason.FILL_SUPERSEDED, refusedCompletion(token));
    assertEquals("put", cache.text("a"));
  }

  @Test
  void supersededBetweenCommitAndPublication_completionStandsAndTheNextIsUntouched() {
    String first = lead();
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    cache.store.holdPublications();
    CompletableFuture<?> completion =
        beginComplete(first, new FillResult.Value(TestingEntries.put("a", "first")));
    CompletableFuture<?> deletion =
        cache.cache.delete(TestingEntries.key("a"), false, null, Cancellation.NEVER);
    cache.fillTimer.run();
    String second = leader(ended(waiting)).token();
    cache.store.releasePublications();
    completion.join();
    deletion.join();
    complete(second, "second");
    assertEquals("second", cache.text("a"));
  }

  @Test
  void tag_ofWhatIsStored_invalidated_supersedes() {
    cache.cache.put(TestingEntries.tagged("a", "old"), Cancellation.NEVER).join();
    String token = leader(begin(ReadPolicy.of(Freshness.REFRESH), AT_ONCE).join()).token();
    CompletableFuture<ReadAnswer> waiting = begin(ReadPolicy.of(Freshness.REFRESH), WAITING);
    invalidateTag();
    cache.fillTimer.run();
    assertEquals(Reason.FILL_SUPERSEDED, refusedCompletion(token));
    leader(ended(waiting));
  }

  @Test
  void tag_ofWhatIsLoaded_invalidatedSinceTheFillBegan_refusesIt() {
    cache.put("b", "so that there is a namespace");
    String token = lead();
    invalidateTag();
    assertEquals(
        Reason.FILL_SUPERSEDED,
        refusal(beginComplete(token, new FillResult.Value(TestingEntries.tagged("a", "v")))));
    assertEquals(Outcome.MISS_ABSENT, cache.get("a").outcome());
  }

  @Test
  void tag_ofWhatIsLoaded_invalidatedSinceTheFillBegan_theNextIsSentAtOnce() {
    cache.put("b", "so that there is a namespace");
    String token = lead();
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    invalidateTag();
    assertEquals(
        Reason.FILL_SUPERSEDED,
        refusal(beginComplete(token, new FillResult.Value(TestingEntries.tagged("a", "v")))));
    cache.fillTimer.run();
    complete(leader(ended(waiting)).token(), "new");
    assertEquals("new", cache.text("a"));
  }

  @Test
  void touch_bySomebodyElse_supersedesNothing() {
    cache.put("a", "old");
    String token = leader(begin(ReadPolicy.of(Freshness.REFRESH), AT_ONCE).join()).token();
    cache
        .cache
        .touch(List.of(TestingEntries.key("a")), LifetimeRequest.UNSET, Cancellation.NEVER)
        .join();
    complete(token, "new");
    assertEquals("new", cache.text("a"));
  }

  @Test
  void delete_supersedesAndTheEarliestWhoWaitsIsSent() {
    String token = lead();
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    cache.delete("a", false);
    cache.fillTimer.run();
    String second = leader(ended(waiting)).token();
    assertEquals(Reason.FILL_SUPERSEDED, refusedCompletion(token));
    complete(second, "value");
    assertEquals("value", cache.text("a"));
  }

  @Test
  void invalidate_ofAnAbsentKey_supersedes() {
    String token = lead();
    cache
        .cache
        .invalidate(
            TestingEntries.NAMESPACE, List.of(TestingEntries.key("a")), false, Cancellation.NEVER)
        .join();
    assertEquals(Reason.FILL_SUPERSEDED, refusedCompletion(token));
    assertEquals(Outcome.MISS_ABSENT, cache.get("a").outcome());
  }

  @Test
  void invalidateKind_supersedes() {
    String token = lead();
    cache
        .cache
        .invalidateKind(TestingEntries.NAMESPACE, TestingEntries.KIND, false, Cancellation.NEVER)
        .join();
    assertEquals(Reason.FILL_SUPERSEDED, refusedCompletion(token));
  }

  @Test
  void clear_supersedes() {
    cache.put("b", "other");
    String token = lead();
    cache.administration.clear(TestingEntries.NAMESPACE, null, Cancellation.NEVER).join();
    assertEquals(Reason.FILL_SUPERSEDED, refusedCompletion(token));
    assertEquals(Outcome.MISS_ABSENT, cache.get("a").outcome());
  }

  @Test
  void superseded_afterItsLease_isLost() {
    String token = lead();
    cache.delete("a", false);
    cache.advance(LEASE);
    assertEquals(Reason.FILL_LOST, refusedCompletion(token));
    assertEquals(0, cache.fillTimer.pending());
  }

  @Test
  void token_usedTwice_isLost() {
    String token = lead();
    complete(token, "value");
    assertEquals(Reason.FILL_LOST, refusedCompletion(token));
  }

  @Test
  void token_ofAnotherDatabase_isLost() {
    String token = lead();
    assertEquals(Reason.FILL_LOST, refusedCompletion(token + "x"));
    assertEquals(Reason.POLICY_INVALID, refusedCompletion("nonsense"));
  }

  @Test
  void completion_ofAnotherKey_isRefusedAndTheLeaseGoesOn() {
    String token = lead();
    assertEquals(
        Reason.KEY_INVALID,
        refusal(beginComplete(token, new FillResult.Value(TestingEntries.put("b", "value")))));
    complete(token, "value");
    assertEquals("value", cache.text("a"));
  }

  /** As when an answer was lost on its way, and what the client sends again is refused. */
  @Test
  void token_usedAgainInVainWhileTheFirstIsBeingCommitted_leavesTheFirstItsPlace() {
    String token = lead();
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    cache.store.holdPublications();
    CompletableFuture<?> first = beginComplete(token, withoutLifetime(null));
    assertEquals(
        Reason.VERSION_CONFLICT,
        refusal(beginComplete(token, withoutLifetime(new Precondition.RevisionIs(99)))));
    cache.store.releasePublications();
    first.join();
    cache.fillTimer.run();
    assertEquals(Outcome.FRESH, ended(waiting).outcome());
    assertEquals(
        Map.of(FillEvent.LED, 1L, FillEvent.WAITED, 1L, FillEvent.COMPLETED, 1L), events());
  }

  /** Whoever takes it for somebody else's put sends the next. */
  private static FillResult withoutLifetime(@Nullable Precondition precondition) {
    LifetimeRequest none = new LifetimeRequest(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    return new FillResult.Value(
        new PutRequest(
            TestingEntries.key("a"), TestingEntries.content("v"), none, null, precondition));
  }

  @Test
  void token_usedAgainWhileTheFirstIsBeingCommitted_leaseDoesNotRunOut() {
    String token = lead();
    cache.store.holdPublications();
    CompletableFuture<?> first =
        beginComplete(token, new FillResult.Value(TestingEntries.put("a", "first")));
    assertEquals(
        Reason.VERSION_CONFLICT,
        refusal(beginComplete(token, withoutLifetime(new Precondition.RevisionIs(99)))));
    cache.advance(LEASE);
    assertEquals(1, cache.fills.held());
    cache.store.releasePublications();
    first.join();
    assertEquals("first", cache.text("a"));
  }
}
