package dev.larder.cache;

import static dev.larder.cache.TestingCollections.ALL;
import static dev.larder.cache.TestingCollections.await;
import static dev.larder.cache.TestingCollections.ids;
import static dev.larder.cache.TestingFills.AT_ONCE;
import static dev.larder.cache.TestingFills.WAITING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.Freshness;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A collection that is fresh for no time at all is given to those who have waited for it. */
class CollectionFillLifetimeTest extends CollectionFillsFixture {
  private void complete(String token, LifetimeRequest ofSet, String... ids) {
    await(
        cache.collections.replace(
            new CollectionReplacement(ALL, ofSet, null, token),
            Stream.of(ids).map(id -> TestingCollections.member(id, Duration.ZERO)).toList(),
            Cancellation.NEVER));
    cache.fillTimer.run();
  }

  private static void assertGiven(CompletableFuture<CollectionAnswer> follower, String... ids) {
    CollectionAnswer answer = await(follower);
    assertEquals(Outcome.FRESH, answer.outcome());
    assertEquals(List.of(ids), ids(answer));
    assertNull(answer.ticket());
  }

  private String storedText(String id) {
    ReadRequest read = TestingEntries.read(id).withPolicy(ReadPolicy.of(Freshness.ANY));
    return TestingEntries.text(await(cache.objects.get(read, Cancellation.NEVER)));
  }

  @Test
  void setWithoutFreshTime_isGivenToAllWhoWait() {
    String token = lead();
    var followers = new ArrayList<>(followers(ReadPolicy.DEFAULT, 3));
    followers.addAll(followers(ReadPolicy.of(Freshness.REFRESH), 2));
    complete(token, TestingCollections.fresh(Duration.ZERO), "a", "b");
    followers.forEach(follower -> assertGiven(follower, "a", "b"));
    assertEquals(0, cache.fills.held());
    leader(get(AT_ONCE));
  }

  @Test
  void setThatIsGoneAtOnce_isGivenToAllWhoWait() {
    String token = lead();
    var followers = followers(ReadPolicy.DEFAULT, 3);
    LifetimeRequest none = new LifetimeRequest(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    complete(token, none, "a");
    followers.forEach(follower -> assertGiven(follower, "a"));
    assertEquals(Outcome.MISS_ABSENT, cache.outcome());
  }

  private CollectionRequest ofOne(@Nullable CollectionCursor cursor) {
    FillRequest fill = cursor == null ? WAITING : null;
    return new CollectionRequest(ALL, ReadPolicy.DEFAULT, true, "", 1, cursor, fill);
  }

  @Test
  void setAndMembersThatAreGoneAtOnce_areGivenOnAllPages() {
    LifetimeRequest none = new LifetimeRequest(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    String token = lead();
    CompletableFuture<CollectionAnswer> follower =
        cache.collections.get(ofOne(null), Cancellation.NEVER);
    awaitWaiting(1);
    List<PutRequest> members =
        Stream.of("a", "b", "c")
            .map(TestingEntries::key)
            .map(key -> new PutRequest(key, TestingEntries.content("1"), none, null, null))
            .toList();
    await(
        cache.collections.replace(
            new CollectionReplacement(ALL, none, null, token), members, Cancellation.NEVER));
    cache.fillTimer.run();
    CollectionAnswer page = await(follower);
    assertEquals(List.of("a"), ids(page));
    page = cache.get(ofOne(page.cursor()));
    assertEquals(List.of("b"), ids(page));
    put("c", "later");
    page = cache.get(ofOne(page.cursor()));
    assertEquals(Outcome.FRESH, page.outcome());
    assertEquals(List.of("c"), ids(page));
  }

  @Test
  void memberOfBeforeWithoutFreshTime_invalidatedMeanwhile_isGivenToNobody() {
    cache.put("a", TestingEntries.content("before"), Duration.ZERO);
    String token = lead();
    invalidate("a", false);
    CompletableFuture<CollectionAnswer> follower = follower();
    complete(token, TestingCollections.fresh(Duration.ofHours(1)), "a", "b");
    CollectionAnswer next = await(follower);
    assertEquals(Outcome.MISS_STALE, next.outcome());
    complete(leader(next).token(), TestingCollections.fresh(Duration.ofHours(1)), "a", "b");
    assertEquals("1", storedText("a"));
  }

  @Test
  void setWithoutFreshTime_whoHasItIsToldSo() {
    complete(lead(), TestingCollections.fresh(Duration.ZERO), "a");
    String etag = Objects.requireNonNull(cache.get().view()).collection().etag();
    String token = lead();
    CompletableFuture<CollectionAnswer> follower =
        cache.collections.get(
            new CollectionRequest(ALL, ReadPolicy.DEFAULT, true, etag, 1000, null, WAITING),
            Cancellation.NEVER);
    awaitWaiting(1);
    complete(token, TestingCollections.fresh(Duration.ZERO), "a");
    assertEquals(Outcome.NOT_MODIFIED, await(follower).outcome());
  }

  /** The leader's commit has landed; who waits has not been told yet. */
  private CompletableFuture<CollectionAnswer> landed(
      boolean allFresh, LifetimeRequest ofSet, String... ids) {
    String token = lead();
    CompletableFuture<CollectionAnswer> follower =
        cache.collections.get(
            new CollectionRequest(ALL, ReadPolicy.DEFAULT, allFresh, "", 1000, null, WAITING),
            Cancellation.NEVER);
    awaitWaiting(1);
    await(
        cache.collections.replace(
            new CollectionReplacement(ALL, ofSet, null, token),
            members("loaded", ids),
            Cancellation.NEVER));
    return follower;
  }

  private void assertSent(CompletableFuture<CollectionAnswer> follower) {
    cache.fillTimer.run();
    assertEquals(Outcome.MISS_STALE, await(follower).outcome());
    leader(await(follower));
  }

  @Test
  void memberInvalidatedAfterTheCommit_isNotGivenAsFresh() {
    var follower = landed(true, LifetimeRequest.UNSET, "a", "b");
    invalidate("a", false);
    assertSent(follower);
  }

  @Test
  void setInvalidatedAfterTheCommit_isNotGivenAsFresh() {
    var follower = landed(false, LifetimeRequest.UNSET, "a", "b");
    cache.invalidate(false);
    assertSent(follower);
  }

  @Test
  void setWithoutFreshTime_invalidatedAfterTheCommitWithItsMembers_isNotGivenAsFresh() {
    var follower = landed(true, TestingCollections.fresh(Duration.ZERO), "a", "b");
    cache.invalidate(false);
    assertSent(follower);
  }

  @Test
  void setWithoutFreshTime_invalidatedAfterTheCommit_isNotGivenAsFresh() {
    var follower = landed(false, TestingCollections.fresh(Duration.ZERO), "a", "b");
    cache.invalidate(false);
    assertSent(follower);
  }

  @Test
  void setWithoutFreshTime_invalidatedAfterTheCommit_isGivenAsStaleWhereThatWillDo() {
    String token = lead();
    CompletableFuture<CollectionAnswer> follower =
        followers(ReadPolicy.of(Freshness.STALE_WHILE_REVALIDATE), 1).get(0);
    commitWithoutFreshTime(token);
    cache.invalidate(false);
    cache.fillTimer.run();
    assertEquals(Outcome.STALE, await(follower).outcome());
  }

  @Test
  void emptySetWithoutFreshTime_invalidatedAfterTheCommit_isNotGivenAsFresh() {
    var follower = landed(true, TestingCollections.fresh(Duration.ZERO));
    cache.invalidate(false);
    assertSent(follower);
  }

  @Test
  void setWithoutFreshTime_kindInvalidatedAfterTheCommit_isNotGivenAsFresh() {
    var follower = landed(false, TestingCollections.fresh(Duration.ZERO), "a", "b");
    await(
        cache.objects.invalidateKind(
            TestingEntries.NAMESPACE, TestingEntries.KIND, false, Cancellation.NEVER));
    assertSent(follower);
  }

  @Test
  void memberWithoutFreshTime_tagInvalidatedAfterTheCommit_isNotGivenAsFresh() {
    String token = lead();
    CompletableFuture<CollectionAnswer> follower = follower();
    commitWithoutFreshTime(token);
    await(
        cache.objects.invalidateTags(
            TestingEntries.NAMESPACE, List.of("people"), false, Cancellation.NEVER));
    assertSent(follower);
  }

  /** One member that carries a tag; who waits has not been told yet. */
  private void commitWithoutFreshTime(String token) {
    Content tagged = Content.of(TestingEntries.payload("1"), List.of(), List.of("people"), "");
    LifetimeRequest none = TestingCollections.fresh(Duration.ZERO);
    await(
        cache.collections.replace(
            new CollectionReplacement(ALL, none, null, token),
            List.of(new PutRequest(TestingEntries.key("a"), tagged, none, null, null)),
            Cancellation.NEVER));
  }

  @Test
  void replacedAfterTheCommit_isGivenAsItIsNow() {
    var follower = landed(true, TestingCollections.fresh(Duration.ZERO), "a", "b");
    cache.replace("theirs");
    cache.fillTimer.run();
    assertGiven(follower, "theirs");
  }
}
