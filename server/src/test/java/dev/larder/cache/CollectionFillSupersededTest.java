package dev.larder.cache;

import static dev.larder.cache.TestingCollections.await;
import static dev.larder.cache.TestingCollections.ids;
import static dev.larder.cache.TestingFills.AT_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Freshness;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What supersedes the fills of collections and of their members, and what does not. */
class CollectionFillSupersededTest extends CollectionFillsFixture {
  private static final ReadPolicy REFRESH = ReadPolicy.of(Freshness.REFRESH);

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
    replaceOther("x");
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

  /** More than is told entry by entry. */
  private static List<PutRequest> large(String prefix) {
    String megabyte = "x".repeat(1 << 20);
    return IntStream.range(0, 20).mapToObj(i -> TestingEntries.put(prefix + i, megabyte)).toList();
  }

  @Test
  void largeCollection_completesItsOwnFillAndSupersedesNoOther() {
    String own = lead();
    CompletableFuture<CollectionAnswer> waiting = follower();
    String theirs = lead(OTHER);
    complete(own, large("m"));
    assertEquals(Outcome.FRESH, await(waiting).outcome());
    await(
        cache.collections.replace(
            new CollectionReplacement(OTHER, LifetimeRequest.UNSET, null, theirs),
            members("x", "x"),
            Cancellation.NEVER));
  }

  @Test
  void fillOfAMember_isSupersededByItsCollection() {
    String token = leadObject("a");
    complete(lead(), members("of the set", "a"));
    assertRefused(Reason.FILL_SUPERSEDED, () -> completeObject(token, "a"));
    assertEquals("of the set", text("a"));
  }

  @Test
  void anotherCollectionInvalidated_supersedesNothing() {
    replaceOther("x");
    String token = lead();
    String object = leadObject("o");
    invalidateOther(false);
    invalidateOther(true);
    complete(token, "a");
    completeObject(object, "o");
    assertEquals(List.of("a"), ids(cache.get()));
    assertEquals("loaded", text("o"));
  }

  @Test
  void sharedMember_invalidatedSoftlyWithAnotherCollection_staysStale() {
    replaceOther("a");
    String token = lead();
    invalidateOther(false);
    complete(token, "a", "b");
    assertEquals(Outcome.MISS_STALE, cache.outcome());
    assertEquals(Outcome.MISS_STALE.name(), text("a"));
  }

  @Test
  void sharedMember_removedWithAnotherCollection_supersedesTheWhole() {
    replaceOther("a");
    String token = lead();
    invalidateOther(true);
    assertSuperseded(token, "a", "b");
    complete(lead(), "a", "b");
    assertEquals("loaded", text("a"));
  }

  @Test
  void sharedMemberThatIsNotStored_invalidatedWithAnotherCollection_supersedesTheWhole() {
    replaceOther("a");
    cache.lose("a");
    String token = lead();
    invalidateOther(false);
    assertSuperseded(token, "a", "b");
    complete(lead(), "a", "b");
    assertEquals(Outcome.FRESH, cache.outcome());
  }

  /** Both may be in one transaction. */
  @Test
  void sharedMember_removedJustBeforeTheCommit_doesNotComeBack() {
    replaceOther("a");
    String token = lead();
    CompletableFuture<?> invalidation =
        cache.collections.invalidate(OTHER, true, Cancellation.NEVER);
    assertSuperseded(token, "a");
    await(invalidation);
    assertEquals(Outcome.MISS_ABSENT.name(), text("a"));
  }

  @Test
  void fillsOfMembers_areSupersededByTheInvalidationOfTheirCollection() {
    replaceOther("a", "b");
    cache.lose("a");
    cache.lose("b");
    String stored = leadObject("b");
    String absent = leadObject("a");
    put("c", "so that there is another revision");
    CompletableFuture<?> invalidation =
        cache.collections.invalidate(OTHER, false, Cancellation.NEVER);
    assertRefused(Reason.FILL_SUPERSEDED, () -> completeObject(absent, "a"));
    await(invalidation);
    assertRefused(Reason.FILL_SUPERSEDED, () -> completeObject(stored, "b"));
    assertEquals(Outcome.MISS_ABSENT.name(), text("a"));
  }
}
