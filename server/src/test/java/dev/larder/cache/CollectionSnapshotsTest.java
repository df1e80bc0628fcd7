package dev.larder.cache;

import static dev.larder.cache.TestingCollections.ALL;
import static dev.larder.cache.TestingCollections.ids;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.KindPolicy;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.Outcome;
import dev.larder.model.Precondition;
import dev.larder.store.WriteCommand;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Replacements of a collection in one message and in pages. */
class CollectionSnapshotsTest extends CollectionsFixture {
  @Test
  void pages_areSeenByNobodyBeforeTheCommit() {
    cache.replace("x");
    String snapshot = cache.begin(null);
    cache.append(snapshot, 0, "a");
    assertEquals(List.of("x"), ids(cache.get()));
    assertEquals(Outcome.MISS_ABSENT, read("a").outcome());
    cache.commit(snapshot, 1);
    assertEquals(List.of("a"), ids(cache.get()));
  }

  @Test
  void pages_reorderedAndRetried_areTheSameCollection() {
    String snapshot = cache.begin(null);
    cache.append(snapshot, 2, "c");
    cache.append(snapshot, 0, "a");
    cache.append(snapshot, 2, "c");
    cache.append(snapshot, 1, "wrong");
    cache.append(snapshot, 1, "b");
    assertEquals(3, cache.commit(snapshot, 3).collection().memberCount());
    assertEquals(List.of("a", "b", "c"), ids(cache.get()));
  }

  @Test
  void commit_withAPageMissing_saysWhichAndCanBeResumed() {
    String snapshot = cache.begin(null);
    cache.append(snapshot, 0, "a");
    cache.append(snapshot, 2, "c");
    CacheException refused =
        assertRefused(Reason.SNAPSHOT_INCOMPLETE, () -> cache.commit(snapshot, 3));
    assertEquals("1", refused.details().get(CacheException.PAGE_INDEX));
    assertEquals(Outcome.MISS_ABSENT, cache.outcome());
    cache.append(snapshot, 1, "b");
    cache.commit(snapshot, 3);
    assertEquals(List.of("a", "b", "c"), ids(cache.get()));
  }

  @Test
  void commit_withAPageTooMany_saysWhich() {
    String snapshot = cache.begin(null);
    cache.append(snapshot, 0, "a");
    cache.append(snapshot, 1, "b");
    CacheException refused =
        assertRefused(Reason.SNAPSHOT_INCOMPLETE, () -> cache.commit(snapshot, 1));
    assertEquals("1", refused.details().get(CacheException.PAGE_INDEX));
  }

  @Test
  void commit_twice_isAnsweredTheSame() {
    String snapshot = cache.begin(null);
    cache.append(snapshot, 0, "a");
    CollectionView first = cache.commit(snapshot, 1);
    cache.replace("x");
    cache.clock.advance(CollectionSnapshots.KEPT.minusMillis(1));
    assertEquals(first.collection(), cache.commit(snapshot, 1).collection());
    assertEquals(List.of("x"), ids(cache.get()));
    cache.clock.advance(CollectionSnapshots.KEPT);
    assertRefused(Reason.SNAPSHOT_NOT_FOUND, () -> cache.commit(snapshot, 1));
  }

  @Test
  void snapshot_abandoned_isForgotten() {
    String snapshot = cache.begin(null);
    cache.clock.advance(CollectionSnapshots.KEPT.minusMillis(1));
    cache.append(snapshot, 0, "a");
    cache.clock.advance(CollectionSnapshots.KEPT);
    assertRefused(Reason.SNAPSHOT_NOT_FOUND, () -> cache.append(snapshot, 1, "b"));
    assertRefused(Reason.SNAPSHOT_NOT_FOUND, () -> cache.commit(snapshot, 1));
    assertRefused(Reason.SNAPSHOT_NOT_FOUND, () -> cache.collections.snapshotOf("other"));
  }

  @Test
  void snapshot_whoseCommitIsRefused_isKeptNoLongerThanItsPages() {
    String snapshot = cache.begin(new Precondition.RevisionIs(99));
    cache.append(snapshot, 0, "a");
    cache.clock.advance(CollectionSnapshots.KEPT.minusMillis(1));
    assertRefused(Reason.SNAPSHOT_INCOMPLETE, () -> cache.commit(snapshot, 2));
    assertRefused(Reason.VERSION_CONFLICT, () -> cache.commit(snapshot, 1));
    assertEquals(ALL, cache.collections.snapshotOf(snapshot));
    cache.clock.advance(Duration.ofMillis(1));
    assertRefused(Reason.SNAPSHOT_NOT_FOUND, () -> cache.collections.snapshotOf(snapshot));
  }

  @Test
  void page_thatCameBeforeItsTagWasInvalidated_landsStale() {
    cache.replace("x");
    String snapshot = cache.begin(null);
    TestingCollections.await(
        cache.collections.append(snapshot, 0, List.of(tagged("a")), Cancellation.NEVER));
    cache.clock.advance(Duration.ofSeconds(1));
    TestingCollections.await(
        cache.objects.invalidateTags(
            TestingEntries.NAMESPACE, List.of("people"), false, Cancellation.NEVER));
    cache.clock.advance(Duration.ofSeconds(1));
    TestingCollections.await(
        cache.collections.append(snapshot, 1, List.of(tagged("b")), Cancellation.NEVER));
    cache.commit(snapshot, 2);
    assertEquals(Outcome.MISS_STALE, cache.outcome());
    assertEquals(Outcome.MISS_STALE, outcome("a"));
    assertEquals(Outcome.FRESH, outcome("b"));
  }

  private static PutRequest tagged(String id) {
    Content content = Content.of(TestingEntries.payload("1"), List.of(), List.of("people"), "");
    return TestingEntries.put(TestingEntries.key(id), content);
  }

  private Outcome outcome(String id) {
    return TestingCollections.await(cache.objects.get(TestingEntries.read(id), Cancellation.NEVER))
        .outcome();
  }

  @Test
  void snapshot_withoutPages_isAnEmptyCollection() {
    cache.commit(cache.begin(null), 0);
    assertEquals(Outcome.FRESH, cache.outcome());
  }

  @Test
  void snapshot_isAsOldAsItsBeginning() {
    String snapshot = cache.begin(null);
    cache.clock.advance(Duration.ofMinutes(1));
    assertEquals(Duration.ofMinutes(59), cache.commit(snapshot, 0).freshFor());
  }

  @Test
  void snapshot_preconditionIsThatOfTheCommit_andCanBeTriedAgain() {
    long revision = cache.replace("x").collection().revision();
    String snapshot = cache.begin(new Precondition.RevisionIs(revision));
    cache.append(snapshot, 0, "a");
    cache.replace("y");
    assertRefused(Reason.VERSION_CONFLICT, () -> cache.commit(snapshot, 1));
    assertEquals(List.of("y"), ids(cache.get()));
  }

  @Test
  void snapshots_beyondTheMost_areRefusedUntilOneIsForgotten() {
    for (int i = 0; i < CollectionSnapshots.MOST_SNAPSHOTS; i++) {
      cache.begin(null);
    }
    assertRefused(Reason.OVERLOADED, () -> cache.begin(null));
    cache.clock.advance(CollectionSnapshots.KEPT);
    cache.begin(null);
  }

  @Test
  void begin_ofOneTooMany_forgetsTheEarliestThatIsCommitted() {
    String open = cache.begin(null);
    String first = committed();
    String second = committed();
    for (int i = 3; i < CollectionSnapshots.MOST_SNAPSHOTS; i++) {
      cache.begin(null);
    }
    cache.begin(null);
    assertRefused(Reason.SNAPSHOT_NOT_FOUND, () -> cache.commit(first, 0));
    cache.commit(second, 0);
    cache.append(open, 0, "a");
    cache.begin(null);
    assertRefused(Reason.OVERLOADED, () -> cache.begin(null));
  }

  private String committed() {
    String snapshot = cache.begin(null);
    cache.commit(snapshot, 0);
    return snapshot;
  }

  @Test
  void members_ofAKindThatRequiresJson_areRefusedByTheirPlace() {
    KindPolicy policy = KindPolicy.DEFAULT;
    KindPolicy strict =
        new KindPolicy(
            policy.lifetime(),
            policy.negativeLifetime(),
            0,
            policy.defaultFreshness(),
            Set.of(),
            true,
            0);
    TestingCollections.await(
        cache.store.write(
            new WriteCommand.PutNamespace(TestingEntries.settings(strict), null),
            Cancellation.NEVER));
    CacheException refused = assertRefused(Reason.JSON_INVALID, () -> cache.replace("a"));
    assertEquals("members[0].payload.data", refused.details().get(CacheException.FIELD));
    assertTrue(String.valueOf(refused.getMessage()).startsWith("members[0].payload.data: "));
  }

  @Test
  void size_beyondTheMost_isRefused() {
    StagedSnapshot snapshot =
        new StagedSnapshot(
            new WriteCommand.NewCollection(
                ALL,
                new ValidityResolver(cache.clock, () -> 0)
                    .resolve(LifetimeRequest.UNSET, null, false, KindPolicy.DEFAULT),
                null,
                true),
            null,
            cache.clock.instant());
    snapshot.arrived(0, 60);
    snapshot.arrived(3, 40);
    snapshot.requireRoom(0, 60, 100);
    snapshot.requireRoom(1, 0, 100);
    assertRefused(Reason.REQUEST_INVALID, () -> snapshot.requireRoom(1, 1, 100));
    assertRefused(Reason.REQUEST_INVALID, () -> snapshot.requireRoom(0, 61, 100));
  }
}
