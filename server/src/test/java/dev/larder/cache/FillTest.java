package dev.larder.cache;

import static dev.larder.cache.TestingFills.AT_ONCE;
import static dev.larder.cache.TestingFills.ERROR;
import static dev.larder.cache.TestingFills.LEASE;
import static dev.larder.cache.TestingFills.ONLY_WAITING;
import static dev.larder.cache.TestingFills.WAITING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Freshness;
import dev.larder.model.Lifetime;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The state machine of fills, sentence by sentence, on the fake clock. */
class FillTest extends FillsFixture {
  private void policy(Lifetime lifetime, double refreshAhead) {
    NamespaceSettings settings =
        TestingEntries.settings(TestingEntries.policy(lifetime, refreshAhead));
    cache.administration.putNamespace(settings, null, false, Cancellation.NEVER).join();
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
    policy(new Lifetime(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ZERO), 0);
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
    policy(new Lifetime(Duration.ofMinutes(10), Duration.ZERO, Duration.ZERO), 0.2);
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
    assertEquals(
        Map.of(
            FillEvent.LED, 1L,
            FillEvent.WAITED, 2L,
            FillEvent.FOLLOWED, 1L,
            FillEvent.LOST, 1L,
            FillEvent.PROMOTED, 1L,
            FillEvent.COMPLETED, 1L),
        events());
  }
}
