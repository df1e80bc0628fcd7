package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.Freshness;
import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** The state machine of fills, sentence by sentence, on the fake clock. */
class FillTest {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final FillRequest WAITING = new FillRequest(true, "test", LEASE, WAIT);
  private static final FillRequest AT_ONCE = new FillRequest(true, "test", LEASE, Duration.ZERO);
  private static final FillRequest ONLY_WAITING = new FillRequest(false, "test", LEASE, WAIT);
  private static final OriginError ERROR = new OriginError(14, "the origin is down");

  private final TestingCache cache = TestingCache.withHotTier();

  private CompletableFuture<ReadAnswer> begin(ReadPolicy policy, FillRequest fill) {
    return cache.cache.get(
        new ReadRequest(TestingEntries.key("a"), policy, "", fill), Cancellation.NEVER);
  }

  private CompletableFuture<ReadAnswer> begin(FillRequest fill) {
    return begin(ReadPolicy.DEFAULT, fill);
  }

  private ReadAnswer get(FillRequest fill) {
    return begin(fill).join();
  }

  private static ReadAnswer ended(CompletableFuture<ReadAnswer> read) {
    assertTrue(read.isDone(), "still waiting");
    return read.join();
  }

  private static FillTicket.Leader leader(ReadAnswer answer) {
    return assertInstanceOf(FillTicket.Leader.class, answer.ticket());
  }

  private String lead() {
    return leader(get(AT_ONCE)).token();
  }

  private CompletableFuture<?> beginComplete(String token, FillResult result) {
    return cache.cache.completeFill(token, result, Cancellation.NEVER);
  }

  private void complete(String token, String text) {
    beginComplete(token, new FillResult.Value(TestingEntries.put("a", text))).join();
    cache.fillTimer.run();
  }

  private Reason refusal(CompletableFuture<?> write) {
    CompletionException failure = assertThrows(CompletionException.class, write::join);
    return assertInstanceOf(CacheException.class, failure.getCause()).reason();
  }

  private Reason refusedCompletion(String token) {
    return refusal(beginComplete(token, new FillResult.Value(TestingEntries.put("a", "old"))));
  }

  private List<CompletableFuture<ReadAnswer>> followers(int count) {
    List<CompletableFuture<ReadAnswer>> waiting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waiting.add(begin(WAITING));
      assertFalse(waiting.get(i).isDone(), "does not wait");
    }
    return waiting;
  }

  private void policy(KindPolicy policy) {
    NamespaceSettings settings =
        new NamespaceSettings(
            TestingEntries.NAMESPACE,
            NamespaceLimits.NONE,
            new TreeMap<>(Map.of(TestingEntries.KIND, policy)));
    cache.administration.putNamespace(settings, null, false, Cancellation.NEVER).join();
  }

  private static KindPolicy policy(Lifetime lifetime, double refreshAhead) {
    return new KindPolicy(
        lifetime, Duration.ofMinutes(1), 0, Freshness.FRESH_ONLY, Set.of(), false, refreshAhead);
  }

  @Test
  void miss_first_leadsWithATokenAndItsLease() {
    ReadAnswer answer = get(WAITING);
    assertEquals(Outcome.MISS_ABSENT, answer.outcome());
    assertEquals(LEASE, leader(answer).expiresIn());
    assertNull(leader(answer).previous());
  }

  @Test
  void miss_withoutAcquireAndWithoutALeader_isAMissWithoutAPart() {
    ReadAnswer answer = get(ONLY_WAITING);
    assertEquals(Outcome.MISS_ABSENT, answer.outcome());
    assertNull(answer.ticket());
  }

  @Test
  void miss_second_isKeptWaitingUntilTheValueComes() {
    String token = lead();
    List<CompletableFuture<ReadAnswer>> waiting = followers(3);
    complete(token, "value");
    for (CompletableFuture<ReadAnswer> read : waiting) {
      assertEquals(Outcome.FRESH, ended(read).outcome());
      assertEquals("value", TestingEntries.text(ended(read)));
    }
    assertEquals("value", cache.text("a"));
    assertEquals(0, cache.fills.held());
    assertEquals(0, cache.fills.waiting());
    assertEquals(0, cache.fillTimer.pending());
  }

  @Test
  void miss_secondWithoutPatience_isToldToAskAgain() {
    lead();
    ReadAnswer answer = get(AT_ONCE);
    FillTicket.Follower ticket = assertInstanceOf(FillTicket.Follower.class, answer.ticket());
    assertEquals(LEASE, ticket.expiresIn());
    assertEquals(Duration.ofSeconds(1), ticket.retryAfter());
    assertEquals(Outcome.MISS_ABSENT, answer.outcome());
  }

  @Test
  void follower_ofAValueWithoutLifetime_isAnsweredFreshAllTheSame() {
    String token = lead();
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    LifetimeRequest none = new LifetimeRequest(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    PutRequest put =
        new PutRequest(TestingEntries.key("a"), TestingEntries.content("v"), none, null, null);
    beginComplete(token, new FillResult.Value(put)).join();
    cache.fillTimer.run();
    assertEquals(Outcome.FRESH, ended(waiting).outcome());
  }

  @Test
  void follower_withTheSameEtag_isAnsweredNotModified() {
    String token = lead();
    String etag = TestingEntries.content("v").etag();
    CompletableFuture<ReadAnswer> waiting =
        cache.cache.get(
            new ReadRequest(TestingEntries.key("a"), ReadPolicy.DEFAULT, etag, WAITING),
            Cancellation.NEVER);
    complete(token, "v");
    assertEquals(Outcome.NOT_MODIFIED, ended(waiting).outcome());
  }

  @Test
  void follower_whosePatienceEnds_isToldToAskAgain() {
    lead();
    FillRequest impatient = new FillRequest(true, "", LEASE, Duration.ofSeconds(4));
    CompletableFuture<ReadAnswer> waiting = begin(impatient);
    cache.advance(Duration.ofMillis(3_999));
    assertFalse(waiting.isDone());
    cache.advance(Duration.ofMillis(1));
    assertEquals(Outcome.MISS_ABSENT, ended(waiting).outcome());
    assertInstanceOf(FillTicket.Follower.class, ended(waiting).ticket());
    assertEquals(0, cache.fills.waiting());
  }

  @Test
  void originNotFound_isNegativeForAllWhoWait() {
    String token = lead();
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    beginComplete(token, new FillResult.OriginNotFound(LifetimeRequest.UNSET)).join();
    cache.fillTimer.run();
    assertEquals(Outcome.NEGATIVE, ended(waiting).outcome());
    assertEquals(Outcome.NEGATIVE, cache.get("a").outcome());
  }

  @Test
  void notModified_renewsWhatIsStored() {
    cache.put("a", "value");
    cache.clock.advance(Duration.ofHours(2));
    FillTicket.Leader leader = leader(get(AT_ONCE));
    assertEquals("value", TestingEntries.text(Objects.requireNonNull(leader.previous()).entry()));
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    beginComplete(leader.token(), new FillResult.NotModified(LifetimeRequest.UNSET)).join();
    cache.fillTimer.run();
    assertEquals(Outcome.FRESH, ended(waiting).outcome());
    assertEquals(Outcome.FRESH, cache.get("a").outcome());
    assertEquals("value", cache.text("a"));
  }

  @Test
  void notModified_ofWhatIsNotStored_isSupersededAndTheNextIsSent() {
    String token = lead();
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    assertEquals(
        Reason.FILL_SUPERSEDED,
        refusal(beginComplete(token, new FillResult.NotModified(LifetimeRequest.UNSET))));
    cache.fillTimer.run();
    leader(ended(waiting));
  }

  @Test
  void leaseRunsOut_earliestWhoWaitsLeadsUnderAHigherFence() {
    String dead = lead();
    List<CompletableFuture<ReadAnswer>> waiting = followers(2);
    cache.advance(LEASE);
    String token = leader(ended(waiting.get(0))).token();
    assertNotEquals(dead, token);
    assertFalse(waiting.get(1).isDone());
    assertEquals(Reason.FILL_LOST, refusedCompletion(dead));
    complete(token, "value");
    assertEquals("value", TestingEntries.text(ended(waiting.get(1))));
  }

  @Test
  void leaseRunsOut_nobodyWaits_nextWhoAsksLeads() {
    String dead = lead();
    cache.clock.advance(LEASE);
    assertNotEquals(dead, lead());
    assertEquals(Reason.FILL_LOST, refusedCompletion(dead));
  }

  @Test
  void leaseRunsOut_onlySuchWaitAsWouldNotLead_allAreAnswered() {
    lead();
    CompletableFuture<ReadAnswer> waiting = begin(ONLY_WAITING);
    assertFalse(waiting.isDone());
    cache.advance(LEASE);
    assertEquals(Outcome.MISS_ABSENT, ended(waiting).outcome());
    assertNull(ended(waiting).ticket());
  }

  @Test
  void leaseRunsOut_callerWhoHasGoneIsPassedOver() {
    lead();
    boolean[] gone = {false};
    CompletableFuture<ReadAnswer> unused =
        cache.cache.get(
            new ReadRequest(TestingEntries.key("a"), ReadPolicy.DEFAULT, "", WAITING),
            () -> gone[0]);
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    gone[0] = true;
    cache.advance(LEASE);
    leader(ended(waiting));
  }

  @Test
  void renew_leaseGoesOn() {
    String token = lead();
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    cache.advance(Duration.ofSeconds(9));
    assertEquals(LEASE, cache.cache.renewFill(token, LEASE));
    cache.advance(Duration.ofSeconds(9));
    assertFalse(waiting.isDone());
    complete(token, "value");
    assertEquals("value", TestingEntries.text(ended(waiting)));
  }

  @Test
  void renew_afterTheLease_isLost() {
    String token = lead();
    cache.advance(LEASE);
    CacheException lost =
        assertThrows(CacheException.class, () -> cache.cache.renewFill(token, LEASE));
    assertEquals(Reason.FILL_LOST, lost.reason());
  }

  @Test
  void fail_allWhoWaitAreToldAndNobodyIsSentForTheBackoff() {
    String token = lead();
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    cache.cache.failFill(token, ERROR, Duration.ofSeconds(5));
    cache.fillTimer.run();
    FillTicket.Backoff told = assertInstanceOf(FillTicket.Backoff.class, ended(waiting).ticket());
    assertEquals(ERROR, told.error());
    assertEquals(Duration.ofSeconds(5), told.retryAfter());
    cache.advance(Duration.ofSeconds(4));
    ReadAnswer later = get(WAITING);
    assertEquals(Outcome.MISS_ABSENT, later.outcome());
    assertEquals(
        Duration.ofSeconds(1),
        assertInstanceOf(FillTicket.Backoff.class, later.ticket()).retryAfter());
    cache.advance(Duration.ofSeconds(1));
    lead();
  }

  @Test
  void fail_putDuringTheBackoff_endsIt() {
    cache.cache.failFill(lead(), ERROR, Duration.ofMinutes(30));
    cache.put("a", "value");
    assertEquals("value", cache.text("a"));
    leader(begin(ReadPolicy.of(Freshness.REFRESH), AT_ONCE).join());
  }

  @Test
  void fail_withoutBackoff_nextIsSentAtOnce() {
    String token = lead();
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    cache.cache.failFill(token, ERROR, Duration.ZERO);
    cache.fillTimer.run();
    leader(ended(waiting));
  }

  @Test
  void fail_staleIfError_isServedInTheBackoffAndNotBefore() {
    cache.put("a", "old");
    cache.clock.advance(Duration.ofHours(2));
    ReadPolicy ifError = ReadPolicy.of(Freshness.STALE_IF_ERROR);
    ReadAnswer first = begin(ifError, WAITING).join();
    assertEquals(Outcome.MISS_STALE, first.outcome());
    CompletableFuture<ReadAnswer> waiting = begin(ifError, WAITING);
    assertFalse(waiting.isDone());
    cache.cache.failFill(leader(first).token(), ERROR, Duration.ofSeconds(5));
    cache.fillTimer.run();
    assertEquals(Outcome.STALE, ended(waiting).outcome());
    assertEquals("old", TestingEntries.text(ended(waiting)));
    ReadAnswer later = begin(ifError, WAITING).join();
    assertEquals(Outcome.STALE, later.outcome());
    assertInstanceOf(FillTicket.Backoff.class, later.ticket());
  }

  @Test
  void fail_staleIfErrorWhoWaitedThroughADelete_isNotServedWhatWasDeleted() {
    cache.put("a", "old");
    cache.clock.advance(Duration.ofHours(2));
    ReadPolicy ifError = ReadPolicy.of(Freshness.STALE_IF_ERROR);
    begin(ifError, WAITING).join();
    CompletableFuture<ReadAnswer> next = begin(ifError, WAITING);
    CompletableFuture<ReadAnswer> waiting = begin(ifError, WAITING);
    cache.delete("a", false);
    cache.fillTimer.run();
    cache.cache.failFill(leader(ended(next)).token(), ERROR, Duration.ofSeconds(5));
    cache.fillTimer.run();
    assertEquals(Outcome.MISS_DELETED, ended(waiting).outcome());
    assertInstanceOf(FillTicket.Backoff.class, ended(waiting).ticket());
  }

  @Test
  void staleWhileRevalidate_oneIsSentAndAllAreServed() {
    policy(policy(new Lifetime(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ZERO), 0));
    cache.put("a", "old");
    cache.clock.advance(Duration.ofMinutes(2));
    ReadPolicy revalidate = ReadPolicy.of(Freshness.STALE_WHILE_REVALIDATE);
    ReadAnswer first = begin(revalidate, WAITING).join();
    ReadAnswer second = begin(revalidate, WAITING).join();
    assertEquals(Outcome.STALE, first.outcome());
    assertEquals(Outcome.STALE, second.outcome());
    assertEquals("old", TestingEntries.text(second));
    assertInstanceOf(FillTicket.Follower.class, second.ticket());
    complete(leader(first).token(), "new");
    ReadAnswer third = begin(revalidate, WAITING).join();
    assertEquals(Outcome.FRESH, third.outcome());
    assertNull(third.ticket());
  }

  @Test
  void refreshAhead_oneIsSentEarlyAndAllAreServedFresh() {
    policy(policy(new Lifetime(Duration.ofMinutes(10), Duration.ZERO, Duration.ZERO), 0.2));
    cache.put("a", "old");
    cache.clock.advance(Duration.ofMinutes(7));
    assertNull(get(WAITING).ticket());
    cache.clock.advance(Duration.ofMinutes(1));
    ReadAnswer first = get(WAITING);
    ReadAnswer second = get(WAITING);
    assertEquals(Outcome.FRESH, first.outcome());
    leader(first);
    assertEquals(Outcome.FRESH, second.outcome());
    assertInstanceOf(FillTicket.Follower.class, second.ticket());
    assertNull(cache.get("a").ticket());
  }

  @Test
  void refresh_skipsWhatIsStoredButHandsItToTheLeader() {
    cache.put("a", "old");
    ReadAnswer answer = begin(ReadPolicy.of(Freshness.REFRESH), WAITING).join();
    assertEquals(Outcome.MISS_BYPASSED, answer.outcome());
    ServedEntry previous = Objects.requireNonNull(leader(answer).previous());
    assertEquals("old", TestingEntries.text(previous.entry()));
  }

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
    cache.cache.put(tagged("old"), Cancellation.NEVER).join();
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
        Reason.FILL_SUPERSEDED, refusal(beginComplete(token, new FillResult.Value(tagged("v")))));
    assertEquals(Outcome.MISS_ABSENT, cache.get("a").outcome());
  }

  private static PutRequest tagged(String text) {
    Content content = Content.of(TestingEntries.payload(text), List.of(), List.of("red"), "");
    return TestingEntries.put(TestingEntries.key("a"), content);
  }

  private void invalidateTag() {
    cache
        .cache
        .invalidateTags(TestingEntries.NAMESPACE, List.of("red"), false, Cancellation.NEVER)
        .join();
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

  @Test
  void leader_whomTheValueHasPassed_isAnsweredWithIt() {
    cache.put("b", "so that there is a kind to be read");
    cache.store.holdAnswers();
    CompletableFuture<ReadAnswer> late = begin(WAITING);
    cache.put("a", "value");
    cache.store.releaseAnswers();
    assertEquals(Outcome.FRESH, late.join().outcome());
    assertNull(late.join().ticket());
    assertEquals(0, cache.fills.held());
  }

  @Test
  void stop_endsAllWaits() {
    lead();
    CompletableFuture<ReadAnswer> waiting = followers(1).get(0);
    cache.cache.stopWaiting();
    cache.fillTimer.run();
    assertEquals(Reason.SHUTTING_DOWN, refusal(waiting));
    assertInstanceOf(FillTicket.Follower.class, get(WAITING).ticket());
  }

  @Test
  void batch_leadsManyAndNeverWaits() {
    ReadRequest a = new ReadRequest(TestingEntries.key("a"), ReadPolicy.DEFAULT, "", WAITING);
    ReadRequest b = new ReadRequest(TestingEntries.key("b"), ReadPolicy.DEFAULT, "", WAITING);
    List<ReadAnswer> answers = cache.cache.getAll(List.of(a, b), Cancellation.NEVER).join();
    leader(cache.cache.join(a, answers.get(0), Cancellation.NEVER).join());
    ReadAnswer second = cache.cache.join(b, answers.get(1), Cancellation.NEVER).join();
    leader(second);
    assertInstanceOf(
        FillTicket.Follower.class,
        cache.cache.join(a, answers.get(0), Cancellation.NEVER).join().ticket());
    cache.cache.giveBack(second);
    leader(cache.cache.join(b, answers.get(1), Cancellation.NEVER).join());
  }

  @Test
  void statistics_tellWhatBecameOfFills() {
    String token = lead();
    List<CompletableFuture<ReadAnswer>> waiting = followers(2);
    get(AT_ONCE);
    cache.advance(LEASE);
    assertEquals(Reason.FILL_LOST, refusedCompletion(token));
    complete(leader(ended(waiting.get(0))).token(), "value");
    Map<FillEvent, Long> events =
        cache.administration.statistics(null, null).join().fills().events();
    assertEquals(
        Map.of(
            FillEvent.LED, 1L,
            FillEvent.WAITED, 2L,
            FillEvent.FOLLOWED, 1L,
            FillEvent.LOST, 1L,
            FillEvent.PROMOTED, 1L,
            FillEvent.COMPLETED, 1L),
        events);
  }
}
