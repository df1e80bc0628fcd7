package dev.larder.cache;

import static dev.larder.cache.TestingCollections.ALL;
import static dev.larder.cache.TestingCollections.await;
import static dev.larder.cache.TestingCollections.ids;
import static dev.larder.cache.TestingFills.AT_ONCE;
import static dev.larder.cache.TestingFills.ERROR;
import static dev.larder.cache.TestingFills.LEASE;
import static dev.larder.cache.TestingFills.WAIT;
import static dev.larder.cache.TestingFills.WAITING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Freshness;
import dev.larder.model.Lifetime;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who is sent for a collection, and what the others are told. */
class CollectionFillTest extends CollectionFillsFixture {
  private static final ReadPolicy REFRESH = ReadPolicy.of(Freshness.REFRESH);

  private void policy(Lifetime lifetime, double refreshAhead) {
    NamespaceSettings settings =
        TestingEntries.settings(TestingEntries.policy(lifetime, refreshAhead));
    await(cache.administration.putNamespace(settings, null, false, Cancellation.NEVER));
  }

  @Test
  void miss_firstLeadsAndTheOthersAreAnsweredWithWhatItBrings() {
    CollectionAnswer first = get(WAITING);
    assertEquals(Outcome.MISS_ABSENT, first.outcome());
    assertEquals(LEASE, leader(first).expiresIn());
    List<CompletableFuture<CollectionAnswer>> waiting = followers(ReadPolicy.DEFAULT, 3);
    complete(leader(first).token(), "b", "a");
    for (CompletableFuture<CollectionAnswer> follower : waiting) {
      assertEquals(Outcome.FRESH, await(follower).outcome());
      assertEquals(List.of("a", "b"), ids(await(follower)));
      assertNull(await(follower).ticket());
    }
    assertEquals(0, cache.fills.held());
    assertEquals(0, cache.fills.waiting());
    assertEquals(0, cache.fillTimer.pending());
  }

  /** The store takes 256 scans; those who wait ask it together. */
  @Test
  void moreWaitThanTheStoreTakesReads_allAreAnswered() {
    String token = lead();
    List<CompletableFuture<CollectionAnswer>> waiting = followers(ReadPolicy.DEFAULT, 600);
    complete(token, "a");
    for (CompletableFuture<CollectionAnswer> follower : waiting) {
      assertEquals(Outcome.FRESH, await(follower).outcome());
    }
  }

  @Test
  void moreWaitThanTheStoreTakesReads_whatComesIsStale_oneOfThemIsSent() {
    cache.replace("a", "b");
    String token = leader(get(REFRESH, AT_ONCE)).token();
    List<CompletableFuture<CollectionAnswer>> waiting = new ArrayList<>();
    waiting.addAll(followers(REFRESH, 300));
    invalidate("a", false);
    waiting.addAll(followers(ReadPolicy.DEFAULT, 300));
    complete(token, "a", "b");
    await(CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new)));
    awaitWaiting(599);
    List<CompletableFuture<CollectionAnswer>> told =
        waiting.stream().filter(CompletableFuture::isDone).toList();
    assertEquals(1, told.size());
    complete(leader(await(told.get(0))).token(), "a", "b");
    int fresh = 0;
    for (CompletableFuture<CollectionAnswer> follower : waiting) {
      fresh += await(follower).outcome() == Outcome.FRESH ? 1 : 0;
    }
    assertEquals(599, fresh);
  }

  @Test
  void emptyCollection_answersThoseWhoWaitToo() {
    String token = lead();
    CompletableFuture<CollectionAnswer> waiting = follower();
    complete(token);
    assertEquals(Outcome.FRESH, await(waiting).outcome());
    assertEquals(List.of(), ids(await(waiting)));
  }

  @Test
  void miss_withoutPatience_isToldToAskAgain() {
    lead();
    CollectionAnswer answer = get(AT_ONCE);
    assertEquals(Outcome.MISS_ABSENT, answer.outcome());
    FillTicket.Follower ticket = assertInstanceOf(FillTicket.Follower.class, answer.ticket());
    assertEquals(LEASE, ticket.expiresIn());
  }

  @Test
  void miss_withoutAcquire_leadsNothing() {
    FillRequest onlyWaiting = new FillRequest(false, "", LEASE, WAIT);
    assertNull(get(onlyWaiting).ticket());
    assertEquals(0, cache.fills.held());
  }

  @Test
  void patienceEnds_isToldToAskAgain() {
    lead();
    FillRequest impatient = new FillRequest(true, "", LEASE, Duration.ofSeconds(4));
    CompletableFuture<CollectionAnswer> waiting = begin(ReadPolicy.DEFAULT, impatient);
    awaitWaiting(1);
    cache.advance(Duration.ofSeconds(4));
    assertEquals(Outcome.MISS_ABSENT, await(waiting).outcome());
    assertInstanceOf(FillTicket.Follower.class, await(waiting).ticket());
  }

  @Test
  void hit_takesNoPart() {
    cache.replace("a");
    assertNull(get(WAITING).ticket());
    assertEquals(0, cache.fills.held());
  }

  @Test
  void incomplete_isAMissThatLeads() {
    cache.replace("a", "b");
    cache.lose("b");
    CollectionAnswer answer = get(WAITING);
    assertEquals(Outcome.MISS_INCOMPLETE, answer.outcome());
    assertNotNull(answer.view());
    complete(leader(answer).token(), "a", "b");
    assertEquals(Outcome.FRESH, cache.outcome());
  }

  @Test
  void objectOfTheSameName_isAnotherKey() {
    String token = lead();
    assertNotEquals(token, leadObject("all"));
    complete(token, "a");
    assertEquals(1, cache.fills.held());
  }

  @Test
  void leaseRunsOut_earliestWhoWaitsLeads() {
    String dead = lead();
    List<CompletableFuture<CollectionAnswer>> waiting = followers(ReadPolicy.DEFAULT, 2);
    cache.advance(LEASE);
    String token = leader(await(waiting.get(0))).token();
    assertRefused(Reason.FILL_LOST, () -> complete(dead, "old"));
    assertFalse(waiting.get(1).isDone());
    complete(token, "a");
    assertEquals(List.of("a"), ids(await(waiting.get(1))));
  }

  @Test
  void renew_leaseGoesOn() {
    String token = lead();
    cache.advance(Duration.ofSeconds(9));
    cache.objects.renewFill(token, LEASE);
    cache.advance(Duration.ofSeconds(9));
    complete(token, "a");
    assertEquals(List.of("a"), ids(cache.get()));
  }

  @Test
  void fail_allWhoWaitAreToldAndNobodyIsSentForTheBackoff() {
    String token = lead();
    CompletableFuture<CollectionAnswer> waiting = follower();
    cache.objects.failFill(token, ERROR, Duration.ofSeconds(5));
    cache.fillTimer.run();
    FillTicket.Backoff told = assertInstanceOf(FillTicket.Backoff.class, await(waiting).ticket());
    assertEquals(ERROR, told.error());
    assertInstanceOf(FillTicket.Backoff.class, get(WAITING).ticket());
    cache.advance(Duration.ofSeconds(5));
    lead();
  }

  @Test
  void fail_staleIfError_isServedInTheBackoffAndNotBefore() {
    cache.replace("a");
    cache.clock.advance(Duration.ofHours(2));
    ReadPolicy ifError = ReadPolicy.of(Freshness.STALE_IF_ERROR);
    CollectionAnswer first = get(ifError, WAITING);
    assertEquals(Outcome.MISS_STALE, first.outcome());
    CompletableFuture<CollectionAnswer> waiting = followers(ifError, 1).get(0);
    cache.objects.failFill(leader(first).token(), ERROR, Duration.ofSeconds(5));
    cache.fillTimer.run();
    assertEquals(Outcome.STALE, await(waiting).outcome());
    assertEquals(List.of("a"), ids(await(waiting)));
    CollectionAnswer later = get(ifError, WAITING);
    assertEquals(Outcome.STALE, later.outcome());
    assertInstanceOf(FillTicket.Backoff.class, later.ticket());
  }

  @Test
  void staleWhileRevalidate_oneIsSentAndAllAreServed() {
    policy(new Lifetime(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ZERO), 0);
    await(cache.collections.replace(replacement(null), members("old", "a"), Cancellation.NEVER));
    cache.clock.advance(Duration.ofMinutes(2));
    ReadPolicy revalidate = ReadPolicy.of(Freshness.STALE_WHILE_REVALIDATE);
    CollectionAnswer first = get(revalidate, WAITING);
    CollectionAnswer second = get(revalidate, WAITING);
    assertEquals(Outcome.STALE, first.outcome());
    assertEquals(List.of("a"), ids(first));
    assertEquals(Outcome.STALE, second.outcome());
    assertInstanceOf(FillTicket.Follower.class, second.ticket());
    complete(leader(first).token(), "b");
    assertNull(get(revalidate, WAITING).ticket());
  }

  @Test
  void refreshAhead_oneIsSentEarlyAndAllAreServedFresh() {
    policy(new Lifetime(Duration.ofMinutes(10), Duration.ZERO, Duration.ZERO), 0.2);
    await(cache.collections.replace(replacement(null), members("old", "a"), Cancellation.NEVER));
    cache.clock.advance(Duration.ofMinutes(7));
    assertNull(get(WAITING).ticket());
    cache.clock.advance(Duration.ofMinutes(1));
    CollectionAnswer first = get(WAITING);
    assertEquals(Outcome.FRESH, first.outcome());
    leader(first);
    assertInstanceOf(FillTicket.Follower.class, get(WAITING).ticket());
  }

  @Test
  void refresh_whoWaitsGetsWhatHasComeAndNotWhatWasThere() {
    cache.replace("old");
    CollectionAnswer first = get(REFRESH, WAITING);
    assertEquals(Outcome.MISS_BYPASSED, first.outcome());
    CompletableFuture<CollectionAnswer> waiting = followers(REFRESH, 1).get(0);
    complete(leader(first).token(), "new");
    assertEquals(List.of("new"), ids(await(waiting)));
  }

  @Test
  void refresh_leaderIsToldOfWhatIsStored() {
    cache.replace("old");
    CollectionAnswer answer = get(REFRESH, AT_ONCE);
    assertEquals(Outcome.MISS_BYPASSED, answer.outcome());
    assertEquals(List.of(), answer.entries());
    assertEquals(1, Objects.requireNonNull(answer.view()).collection().memberCount());
  }

  @Test
  void callerWhoHasGone_doesNotLead() {
    CollectionRequest read =
        new CollectionRequest(ALL, ReadPolicy.DEFAULT, true, "", 10, null, AT_ONCE);
    CompletableFuture<CollectionAnswer> unused = cache.collections.get(read, () -> true);
    lead();
  }

  @Test
  void statistics_countThemByKind() {
    String token = lead();
    CompletableFuture<CollectionAnswer> unused = follower();
    complete(token, "a");
    Map<FillEvent, Long> events =
        await(cache.administration.statistics(TestingEntries.NAMESPACE, TestingEntries.KIND))
            .fills()
            .events();
    assertEquals(Map.of(FillEvent.LED, 1L, FillEvent.WAITED, 1L, FillEvent.COMPLETED, 1L), events);
  }

  @Test
  void reads_areCountedOnceEach() {
    String token = lead();
    CompletableFuture<CollectionAnswer> waiting = follower();
    complete(token, "a");
    await(waiting);
    Map<Outcome, Long> outcomes =
        await(cache.administration.statistics(null, null)).readsByOutcome();
    assertEquals(Map.of(Outcome.MISS_ABSENT, 1L, Outcome.FRESH, 1L), outcomes);
  }
}
