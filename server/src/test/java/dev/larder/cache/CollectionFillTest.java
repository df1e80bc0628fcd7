package dev.larder.cache;

import static dev.larder.cache.TestingCollections.ALL;
import static dev.larder.cache.TestingCollections.await;
import static dev.larder.cache.TestingCollections.ids;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.model.Content;
import dev.larder.model.Freshness;
import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.Outcome;
import dev.larder.model.Precondition;
import dev.larder.model.ReadPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Fills of collections, on the real store and the fake clock. */
class CollectionFillTest {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final FillRequest WAITING = new FillRequest(true, "test", LEASE, WAIT);
  private static final FillRequest AT_ONCE = new FillRequest(true, "test", LEASE, Duration.ZERO);
  private static final OriginError ERROR = new OriginError(14, "the origin is down");
  private static final ReadPolicy REFRESH = ReadPolicy.of(Freshness.REFRESH);

  @TempDir Path directory;
  private TestingCollections cache;

  @BeforeEach
  void open() {
    cache = new TestingCollections(directory);
  }

  @AfterEach
  void close() {
    cache.close();
  }

  private CompletableFuture<CollectionAnswer> begin(ReadPolicy policy, FillRequest fill) {
    return cache.collections.get(
        new CollectionRequest(ALL, policy, true, "", 1000, null, fill), Cancellation.NEVER);
  }

  private CollectionAnswer get(ReadPolicy policy, FillRequest fill) {
    return await(begin(policy, fill));
  }

  private CollectionAnswer get(FillRequest fill) {
    return get(ReadPolicy.DEFAULT, fill);
  }

  private static FillTicket.Leader leader(CollectionAnswer answer) {
    return assertInstanceOf(FillTicket.Leader.class, answer.ticket());
  }

  private String lead() {
    return leader(get(AT_ONCE)).token();
  }

  private List<CompletableFuture<CollectionAnswer>> followers(ReadPolicy policy, int count) {
    List<CompletableFuture<CollectionAnswer>> followers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int before = cache.fills.waiting();
      followers.add(begin(policy, WAITING));
      awaitWaiting(before + 1);
    }
    return followers;
  }

  private CompletableFuture<CollectionAnswer> follower() {
    return followers(ReadPolicy.DEFAULT, 1).get(0);
  }

  private void awaitWaiting(int callers) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (cache.fills.waiting() != callers) {
      assertTrue(System.nanoTime() < deadline, () -> "waiting: " + cache.fills.waiting());
      Thread.onSpinWait();
    }
  }

  private static CollectionReplacement replacement(@Nullable String token) {
    return new CollectionReplacement(ALL, LifetimeRequest.UNSET, null, token);
  }

  private static List<PutRequest> members(String text, String... ids) {
    return Stream.of(ids).map(id -> TestingEntries.put(id, text)).toList();
  }

  private void complete(String token, List<PutRequest> members) {
    await(cache.collections.replace(replacement(token), members, Cancellation.NEVER));
    cache.fillTimer.run();
  }

  private void complete(String token, String... ids) {
    complete(token, members("loaded", ids));
  }

  private static CacheException assertRefused(Reason reason, Executable call) {
    CacheException refused = assertThrows(CacheException.class, call);
    assertEquals(reason, refused.reason(), refused.getMessage());
    return refused;
  }

  private void assertSuperseded(String token, String... ids) {
    assertRefused(Reason.FILL_SUPERSEDED, () -> complete(token, ids));
    cache.fillTimer.run();
  }

  private String text(String id) {
    return text(id, Freshness.FRESH_ONLY);
  }

  private String text(String id, Freshness freshness) {
    ReadRequest read = TestingEntries.read(id).withPolicy(ReadPolicy.of(freshness));
    return TestingEntries.text(await(cache.objects.get(read, Cancellation.NEVER)));
  }

  private void put(String id, String text) {
    await(cache.objects.put(TestingEntries.put(id, text), Cancellation.NEVER));
  }

  private void purge(String id) {
    await(cache.objects.delete(TestingEntries.key(id), true, null, Cancellation.NEVER));
  }

  private void invalidate(String id, boolean hard) {
    await(
        cache.objects.invalidate(
            TestingEntries.NAMESPACE, List.of(TestingEntries.key(id)), hard, Cancellation.NEVER));
  }

  private void policy(KindPolicy policy) {
    NamespaceSettings settings =
        new NamespaceSettings(
            TestingEntries.NAMESPACE,
            NamespaceLimits.NONE,
            new TreeMap<>(Map.of(TestingEntries.KIND, policy)));
    await(cache.administration.putNamespace(settings, null, false, Cancellation.NEVER));
  }

  private static KindPolicy policy(Lifetime lifetime, double refreshAhead) {
    return new KindPolicy(
        lifetime, Duration.ofMinutes(1), 0, Freshness.FRESH_ONLY, Set.of(), false, refreshAhead);
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
    ReadRequest object =
        new ReadRequest(TestingEntries.key("all"), ReadPolicy.DEFAULT, "", WAITING);
    ReadAnswer answer = await(cache.objects.get(object, Cancellation.NEVER));
    FillTicket.Leader other = assertInstanceOf(FillTicket.Leader.class, answer.ticket());
    assertNotEquals(token, other.token());
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
    policy(policy(new Lifetime(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ZERO), 0));
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
    policy(policy(new Lifetime(Duration.ofMinutes(10), Duration.ZERO, Duration.ZERO), 0.2));
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

  private static PutRequest withoutFreshTime(String id) {
    return TestingCollections.member(id, Duration.ZERO);
  }

  private void completeWithoutFreshTime(String token, LifetimeRequest ofSet, String... ids) {
    await(
        cache.collections.replace(
            new CollectionReplacement(ALL, ofSet, null, token),
            Stream.of(ids).map(CollectionFillTest::withoutFreshTime).toList(),
            Cancellation.NEVER));
    cache.fillTimer.run();
  }

  private static void assertGiven(CompletableFuture<CollectionAnswer> follower, String... ids) {
    CollectionAnswer answer = await(follower);
    assertEquals(Outcome.FRESH, answer.outcome());
    assertEquals(List.of(ids), ids(answer));
    assertNull(answer.ticket());
  }

  @Test
  void setWithoutFreshTime_isGivenToAllWhoWait() {
    String token = lead();
    var followers = new ArrayList<>(followers(ReadPolicy.DEFAULT, 3));
    followers.addAll(followers(REFRESH, 2));
    completeWithoutFreshTime(token, TestingCollections.fresh(Duration.ZERO), "a", "b");
    followers.forEach(follower -> assertGiven(follower, "a", "b"));
    assertEquals(0, cache.fills.held());
    leader(get(AT_ONCE));
  }

  @Test
  void setThatIsGoneAtOnce_isGivenToAllWhoWait() {
    String token = lead();
    var followers = followers(ReadPolicy.DEFAULT, 3);
    LifetimeRequest none = new LifetimeRequest(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    completeWithoutFreshTime(token, none, "a");
    followers.forEach(follower -> assertGiven(follower, "a"));
    assertEquals(Outcome.MISS_ABSENT, cache.outcome());
  }

  @Test
  void memberOfBeforeWithoutFreshTime_invalidatedMeanwhile_isGivenToNobody() {
    cache.put("a", TestingEntries.content("before"), Duration.ZERO);
    String token = lead();
    invalidate("a", false);
    CompletableFuture<CollectionAnswer> follower = follower();
    completeWithoutFreshTime(token, TestingCollections.fresh(Duration.ofHours(1)), "a", "b");
    CollectionAnswer next = await(follower);
    assertEquals(Outcome.MISS_STALE, next.outcome());
    completeWithoutFreshTime(
        leader(next).token(), TestingCollections.fresh(Duration.ofHours(1)), "a", "b");
    assertEquals("1", text("a", Freshness.ANY));
  }

  @Test
  void setWithoutFreshTime_whoHasItIsToldSo() {
    completeWithoutFreshTime(lead(), TestingCollections.fresh(Duration.ZERO), "a");
    String etag = Objects.requireNonNull(cache.get().view()).collection().etag();
    String token = lead();
    CompletableFuture<CollectionAnswer> follower =
        cache.collections.get(
            new CollectionRequest(ALL, ReadPolicy.DEFAULT, true, etag, 1000, null, WAITING),
            Cancellation.NEVER);
    awaitWaiting(1);
    completeWithoutFreshTime(token, TestingCollections.fresh(Duration.ZERO), "a");
    assertEquals(Outcome.NOT_MODIFIED, await(follower).outcome());
  }

  @Test
  void replacedBySomebodyElse_isSupersededAndGivenToAllWhoWait() {
    String token = lead();
    CompletableFuture<CollectionAnswer> waiting = follower();
    cache.replace("theirs");
    cache.fillTimer.run();
    assertEquals(List.of("theirs"), ids(await(waiting)));
    assertSuperseded(token, "a");
    assertEquals(List.of("theirs"), ids(cache.get()));
  }

  @Test
  void anotherCollectionReplaced_supersedesNothing() {
    String token = lead();
    CollectionRef other = new CollectionRef(TestingEntries.NAMESPACE, TestingEntries.KIND, "other");
    await(
        cache.collections.replace(
            new CollectionReplacement(other, LifetimeRequest.UNSET, null),
            members("theirs", "x"),
            Cancellation.NEVER));
    complete(token, "a");
    assertEquals(List.of("a"), ids(cache.get()));
  }

  @Test
  void invalidated_isSupersededAndTheEarliestWhoWaitsIsSent() {
    String token = lead();
    CompletableFuture<CollectionAnswer> waiting = follower();
    cache.invalidate(false);
    cache.fillTimer.run();
    String second = leader(await(waiting)).token();
    assertSuperseded(token, "old");
    complete(second, "a");
    assertEquals(List.of("a"), ids(cache.get()));
  }

  @Test
  void invalidatedSoftly_whoeverIsSentAfterThatMakesItFreshAgain() {
    cache.replace("a");
    String token = leader(get(REFRESH, AT_ONCE)).token();
    cache.invalidate(false);
    assertSuperseded(token, "a");
    complete(lead(), "a");
    assertEquals(Outcome.FRESH, cache.outcome());
    assertEquals("loaded", text("a"));
  }

  @Test
  void clearedOrKindInvalidated_isSuperseded() {
    put("x", "so that there is a kind");
    String first = lead();
    await(cache.administration.clear(TestingEntries.NAMESPACE, null, Cancellation.NEVER));
    assertSuperseded(first, "a");
    String second = lead();
    await(
        cache.objects.invalidateKind(
            TestingEntries.NAMESPACE, TestingEntries.KIND, false, Cancellation.NEVER));
    assertSuperseded(second, "a");
    assertEquals(Outcome.MISS_ABSENT, cache.outcome());
  }

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
      cache.fills.withdraw(TestingEntries.key("other" + i));
    }
    assertSuperseded(token, "a");
    complete(lead(), "a");
  }

  private static PutRequest tagged(String id, String text) {
    Content content = Content.of(TestingEntries.payload(text), List.of(), List.of("red"), "");
    return TestingEntries.put(TestingEntries.key(id), content);
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
    assertRefused(Reason.FILL_SUPERSEDED, () -> complete(token, List.of(tagged("a", "loaded"))));
    complete(lead(), List.of(tagged("a", "loaded")));
    assertEquals(Outcome.FRESH, cache.outcome());
  }

  @Test
  void tagOfWhatIsBrought_invalidatedMeanwhile_supersedes() {
    put("x", "so that there is a namespace");
    String token = lead();
    invalidateTag(false);
    assertRefused(Reason.FILL_SUPERSEDED, () -> complete(token, List.of(tagged("a", "old"))));
    assertEquals(Outcome.MISS_ABSENT.name(), text("a"));
    complete(lead(), List.of(tagged("a", "new")));
    assertEquals("new", text("a"));
  }

  @Test
  void tagOfWhatIsStored_invalidatedMeanwhile_staysStaleOrSupersedes() {
    await(cache.objects.put(tagged("a", "before"), Cancellation.NEVER));
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
    CollectionRef other = new CollectionRef(TestingEntries.NAMESPACE, TestingEntries.KIND, "other");
    CollectionReplacement elsewhere =
        new CollectionReplacement(other, LifetimeRequest.UNSET, null, token);
    assertRefused(Reason.KEY_INVALID, () -> await(cache.collections.begin(elsewhere)));
    FillResult value = new FillResult.Value(TestingEntries.put("all", "value"));
    assertRefused(
        Reason.POLICY_INVALID,
        () -> await(cache.objects.completeFill(token, value, Cancellation.NEVER)));
    assertRefused(Reason.POLICY_INVALID, () -> complete("nonsense", "a"));
    complete(token, "a");
    assertRefused(Reason.FILL_LOST, () -> complete(token, "a"));
  }

  @Test
  void token_ofAnObject_isRefused() {
    ReadRequest object =
        new ReadRequest(TestingEntries.key("all"), ReadPolicy.DEFAULT, "", AT_ONCE);
    ReadAnswer answer = await(cache.objects.get(object, Cancellation.NEVER));
    FillTicket.Leader ticket = assertInstanceOf(FillTicket.Leader.class, answer.ticket());
    CacheException refused =
        assertRefused(Reason.POLICY_INVALID, () -> complete(ticket.token(), "a"));
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
    cache.close();
    cache = new TestingCollections(directory);
    assertRefused(Reason.FILL_LOST, () -> complete(token, "a"));
    assertNotEquals(token, lead());
    assertEquals(Outcome.MISS_ABSENT, cache.outcome());
  }

  /** More than is told entry by entry. */
  private static List<PutRequest> large(String prefix) {
    String megabyte = "x".repeat(1 << 20);
    return IntStream.range(0, 20).mapToObj(i -> TestingEntries.put(prefix + i, megabyte)).toList();
  }

  @Test
  void largeCollection_completesItsOwnFillAndSupersedesNoOther() {
    CollectionRef other = new CollectionRef(TestingEntries.NAMESPACE, TestingEntries.KIND, "other");
    String own = lead();
    CompletableFuture<CollectionAnswer> waiting = follower();
    CollectionRequest read =
        new CollectionRequest(other, ReadPolicy.DEFAULT, true, "", 10, null, AT_ONCE);
    String theirs = leader(await(cache.collections.get(read, Cancellation.NEVER))).token();
    complete(own, large("m"));
    assertEquals(Outcome.FRESH, await(waiting).outcome());
    await(
        cache.collections.replace(
            new CollectionReplacement(other, LifetimeRequest.UNSET, null, theirs),
            members("x", "x"),
            Cancellation.NEVER));
  }

  @Test
  void callerWhoHasGone_doesNotLead() {
    CollectionRequest read =
        new CollectionRequest(ALL, ReadPolicy.DEFAULT, true, "", 10, null, AT_ONCE);
    CompletableFuture<CollectionAnswer> unused = cache.collections.get(read, () -> true);
    lead();
  }

  @Test
  void fillOfAMember_isSupersededByItsCollection() {
    ReadRequest object = new ReadRequest(TestingEntries.key("a"), ReadPolicy.DEFAULT, "", AT_ONCE);
    ReadAnswer answer = await(cache.objects.get(object, Cancellation.NEVER));
    String token = assertInstanceOf(FillTicket.Leader.class, answer.ticket()).token();
    complete(lead(), "a");
    FillResult value = new FillResult.Value(TestingEntries.put("a", "old"));
    assertRefused(
        Reason.FILL_SUPERSEDED,
        () -> await(cache.objects.completeFill(token, value, Cancellation.NEVER)));
    assertEquals("loaded", text("a"));
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
