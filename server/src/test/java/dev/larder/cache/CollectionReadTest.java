package dev.larder.cache;

import static dev.larder.cache.TestingCollections.ALL;
import static dev.larder.cache.TestingCollections.ids;
import static dev.larder.cache.TestingCollections.member;
import static dev.larder.cache.TestingCollections.members;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Freshness;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a read of a collection finds. */
class CollectionReadTest extends CollectionsFixture {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final ReadPolicy ANY = ReadPolicy.of(Freshness.ANY);

  @Test
  void neverCommitted_isAbsentWithoutState() {
    assertEquals(Outcome.MISS_ABSENT, cache.outcome());
    assertNull(cache.get().view());
    cache.put("a", TestingEntries.content("1"), HOUR);
    assertEquals(Outcome.MISS_ABSENT, cache.outcome());
  }

  @Test
  void emptyList_hits() {
    cache.replace();
    CollectionAnswer answer = cache.get();
    assertEquals(Outcome.FRESH, answer.outcome());
    assertEquals(List.of(), answer.entries());
    assertTrue(answer.last());
    assertTrue(view(answer).complete());
    assertNull(view(answer).stalestMemberFreshFor());
  }

  @Test
  void allFresh_isFresh() {
    cache.replace("b", "a");
    CollectionAnswer answer = cache.get();
    assertEquals(Outcome.FRESH, answer.outcome());
    assertEquals(List.of("a", "b"), ids(answer));
    assertEquals(2, view(answer).collection().memberCount());
    assertEquals(HOUR, view(answer).freshFor());
  }

  @Test
  void partlyStaleList_missesWithItsReason() {
    cache.replace(HOUR, List.of(member("a", HOUR), member("b", MINUTE)));
    cache.clock.advance(MINUTE);
    CollectionAnswer answer = cache.get();
    assertEquals(Outcome.MISS_STALE, answer.outcome());
    assertEquals(List.of(), answer.entries());
    assertTrue(view(answer).complete());
    assertEquals(Duration.ZERO, view(answer).stalestMemberFreshFor());
    assertEquals(HOUR.minus(MINUTE), view(answer).freshFor());
  }

  @Test
  void staleSetOfFreshMembers_misses() {
    cache.replace(MINUTE, members("a"));
    cache.clock.advance(MINUTE);
    assertEquals(Outcome.MISS_STALE, cache.outcome());
  }

  @Test
  void staleMember_underSnapshotOnly_isServedAsItIs() {
    cache.replace(HOUR, List.of(member("a", HOUR), member("b", MINUTE)));
    cache.clock.advance(MINUTE.multipliedBy(2));
    CollectionAnswer answer = cache.get(ReadPolicy.DEFAULT, false);
    assertEquals(Outcome.FRESH, answer.outcome());
    assertEquals(List.of("a", "b"), ids(answer));
    assertEquals(MINUTE.negated(), answer.entries().get(1).freshFor());
    assertNull(view(answer).stalestMemberFreshFor());
  }

  @Test
  void staleSet_underSnapshotOnly_misses() {
    cache.replace(MINUTE, members("a"));
    cache.clock.advance(MINUTE);
    assertEquals(Outcome.MISS_STALE, cache.get(ReadPolicy.DEFAULT, false).outcome());
  }

  @Test
  void staleMemberThatThePolicyAccepts_makesItStale() {
    cache.replace(HOUR, List.of(member("a", HOUR), member("b", MINUTE)));
    cache.clock.advance(MINUTE.multipliedBy(2));
    ReadPolicy window = ReadPolicy.of(Freshness.STALE_WHILE_REVALIDATE);
    assertEquals(Outcome.STALE, cache.get(window, true).outcome());
    cache.clock.advance(MINUTE);
    assertEquals(Outcome.MISS_STALE, cache.get(window, true).outcome());
  }

  @Test
  void staleSetThatThePolicyAccepts_isStale() {
    cache.replace(MINUTE, members("a"));
    cache.clock.advance(MINUTE);
    CollectionAnswer answer = cache.get(ReadPolicy.of(Freshness.STALE_IF_ERROR), true);
    assertEquals(Outcome.STALE, answer.outcome());
    assertEquals(List.of("a"), ids(answer));
  }

  @Test
  void maxAge_isOfTheSetAndOfEachMember() {
    cache.replace(HOUR, members("a"));
    cache.clock.advance(MINUTE);
    ReadPolicy young = new ReadPolicy(null, Duration.ofSeconds(59), null, null, false);
    assertEquals(Outcome.MISS_STALE, cache.get(young, true).outcome());
    cache.replace(HOUR, List.of());
    assertEquals(Outcome.FRESH, cache.get(young, true).outcome());
  }

  @Test
  void minFresh_isOfEachMember() {
    cache.replace(HOUR, List.of(member("a", MINUTE)));
    ReadPolicy lasting = new ReadPolicy(null, null, null, MINUTE.plusSeconds(1), false);
    assertEquals(Outcome.MISS_STALE, cache.get(lasting, true).outcome());
    assertEquals(Outcome.FRESH, cache.get(lasting, false).outcome());
  }

  @Test
  void maxStale_isOfEachMember() {
    cache.replace(HOUR, List.of(member("a", MINUTE)));
    cache.clock.advance(MINUTE.multipliedBy(2));
    ReadPolicy lenient = new ReadPolicy(Freshness.FRESH_ONLY, null, MINUTE, null, false);
    assertEquals(Outcome.STALE, cache.get(lenient, true).outcome());
    cache.clock.advance(Duration.ofSeconds(1));
    assertEquals(Outcome.MISS_STALE, cache.get(lenient, true).outcome());
  }

  @Test
  void refresh_bypassesWhatIsStored() {
    cache.replace("a");
    CollectionAnswer answer = cache.get(ReadPolicy.of(Freshness.REFRESH), true);
    assertEquals(Outcome.MISS_BYPASSED, answer.outcome());
    assertEquals(List.of(), answer.entries());
  }

  @Test
  void any_servesTheStaleAndNotTheIncomplete() {
    cache.replace(MINUTE, members("a", "b"));
    cache.clock.advance(HOUR.multipliedBy(2));
    assertEquals(Outcome.STALE, cache.get(ANY, true).outcome());
    cache.lose("b");
    assertEquals(Outcome.MISS_INCOMPLETE, cache.get(ANY, true).outcome());
    assertEquals(Outcome.MISS_INCOMPLETE, cache.get(ANY, false).outcome());
  }

  @Test
  void lostMember_makesItIncompleteUntilItIsPutAgain() {
    cache.replace("a", "b");
    cache.lose("b");
    CollectionAnswer answer = cache.get();
    assertEquals(Outcome.MISS_INCOMPLETE, answer.outcome());
    assertFalse(view(answer).complete());
    assertEquals(2, view(answer).collection().memberCount());
    cache.put("b", TestingEntries.content("2"), HOUR);
    assertEquals(Outcome.FRESH, cache.outcome());
  }

  @Test
  void memberPastItsHardExpiry_makesItIncomplete() {
    cache.replace(Duration.ofDays(9), List.of(member("a", MINUTE)));
    cache.clock.advance(Duration.ofHours(25));
    assertEquals(Outcome.MISS_INCOMPLETE, cache.outcome());
    assertEquals(Outcome.MISS_INCOMPLETE, cache.get(ANY, false).outcome());
  }

  @Test
  void deletedMember_leavesItComplete() {
    cache.replace("a", "b");
    cache.delete("b");
    CollectionAnswer answer = cache.get();
    assertEquals(Outcome.FRESH, answer.outcome());
    assertEquals(List.of("a"), ids(answer));
    assertTrue(view(answer).complete());
    assertEquals(1, view(answer).collection().memberCount());
  }

  @Test
  void negativeMember_isOneLikeOthers() {
    cache.replace("a", "b");
    cache.put("b", TestingEntries.negative(), HOUR);
    CollectionAnswer answer = cache.get();
    assertEquals(Outcome.FRESH, answer.outcome());
    assertEquals(List.of("a", "b"), ids(answer));
    assertTrue(answer.entries().get(1).entry().content().negative());
  }

  @Test
  void memberUpdatedAlone_isSeenAndRenewed() {
    cache.replace(HOUR.multipliedBy(2), members("a", "b"));
    cache.clock.advance(HOUR);
    assertEquals(Outcome.MISS_STALE, cache.outcome());
    cache.put("a", TestingEntries.content("2"), HOUR);
    assertEquals(Outcome.MISS_STALE, cache.outcome());
    cache.put("b", TestingEntries.content("2"), HOUR);
    CollectionAnswer answer = cache.get();
    assertEquals(Outcome.FRESH, answer.outcome());
    assertEquals("2", TestingEntries.text(answer.entries().get(0).entry()));
  }

  @Test
  void setPastItsHardExpiry_isAbsent() {
    cache.replace(MINUTE, List.of());
    cache.clock.advance(Duration.ofHours(25));
    assertEquals(Outcome.MISS_ABSENT, cache.outcome());
  }

  @Test
  void invalidatedKind_makesItStaleOrAbsent() {
    cache.replace("a");
    invalidateKind(false);
    assertEquals(Outcome.MISS_STALE, cache.outcome());
    assertEquals(Outcome.MISS_STALE, cache.get(ReadPolicy.DEFAULT, false).outcome());
    cache.replace("a");
    assertEquals(Outcome.FRESH, cache.outcome());
    invalidateKind(true);
    assertEquals(Outcome.MISS_ABSENT, cache.outcome());
  }

  private void invalidateKind(boolean hard) {
    TestingCollections.await(
        cache.objects.invalidateKind(
            TestingEntries.NAMESPACE, TestingEntries.KIND, hard, Cancellation.NEVER));
  }

  @Test
  void invalidatedCollection_isStaleOrAbsentWithItsMembers() {
    cache.replace("a", "b");
    assertEquals(2, cache.invalidate(false).invalidated());
    assertEquals(Outcome.MISS_STALE, cache.get(ReadPolicy.DEFAULT, false).outcome());
    assertEquals(Outcome.STALE, cache.get(ANY, true).outcome());
    cache.invalidate(true);
    assertEquals(Outcome.MISS_ABSENT, cache.outcome());
    assertEquals(Outcome.MISS_ABSENT, read("a").outcome());
  }

  @Test
  void ifNoneMatch_ofAFreshSet_isNotModified() {
    String etag = cache.replace("a").collection().etag();
    CollectionRequest request = new CollectionRequest(ALL, ANY, true, etag, 1000, null);
    CollectionAnswer answer = cache.get(request);
    assertEquals(Outcome.NOT_MODIFIED, answer.outcome());
    assertEquals(List.of(), answer.entries());
    assertEquals(etag, view(answer).collection().etag());
    cache.clock.advance(HOUR);
    assertEquals(Outcome.STALE, cache.get(request).outcome());
    cache.replace("a", "b");
    assertEquals(Outcome.FRESH, cache.get(request).outcome());
  }

  @Test
  void pages_areOneAfterTheOther() {
    cache.replace("e", "d", "c", "b", "a");
    assertEquals(List.of("a", "b", "c", "d", "e"), cache.pages(2));
    assertEquals(List.of("a", "b", "c", "d", "e"), cache.pages(5));
  }

  @Test
  void firstPage_decidesForAll() {
    cache.replace(HOUR, List.of(member("a", HOUR), member("b", HOUR), member("c", MINUTE)));
    CollectionAnswer first = cache.page(1, null);
    assertEquals(Outcome.FRESH, first.outcome());
    cache.clock.advance(MINUTE);
    CollectionAnswer second = cache.page(2, first.cursor());
    assertEquals(Outcome.FRESH, second.outcome());
    assertEquals(Duration.ZERO, view(second).stalestMemberFreshFor());
    assertEquals(Outcome.MISS_STALE, cache.page(1, null).outcome());
  }

  @Test
  void staleMemberBeyondTheFirstPage_isSeenByTheFirst() {
    cache.replace(HOUR, List.of(member("a", HOUR), member("b", HOUR), member("c", MINUTE)));
    cache.clock.advance(MINUTE);
    assertEquals(Outcome.MISS_STALE, cache.page(1, null).outcome());
    cache.lose("b");
    assertEquals(Outcome.MISS_INCOMPLETE, cache.page(1, null).outcome());
  }

  @Test
  void pages_acrossAReplacement_areOfTheCommitThatTheFirstWasOf() {
    cache.replace("a", "b", "c");
    CollectionAnswer first = cache.page(1, null);
    cache.replace("x");
    CollectionAnswer rest = cache.page(10, first.cursor());
    assertEquals(List.of("b", "c"), ids(rest));
    assertEquals(view(first).collection(), view(rest).collection());
    assertEquals(List.of("x"), ids(cache.get()));
  }

  @Test
  void page_ofWhatIsNoLongerReadable_isRefused() {
    cache.replace("a", "b");
    CollectionCursor cursor = cache.page(1, null).cursor();
    invalidateKind(true);
    assertRefused(Reason.PAGE_TOKEN_INVALID, () -> cache.page(1, cursor));
  }

  @Test
  void pages_passOverMembersThatWereDeletedMeanwhile() {
    cache.replace("a", "b", "c");
    CollectionAnswer first = cache.page(1, null);
    cache.delete("b");
    assertEquals(List.of("c"), ids(cache.page(10, first.cursor())));
  }

  @Test
  void pages_memberWasEvictedMeanwhile_areToBeBegunAnew() {
    cache.replace("a", "b", "c");
    CollectionAnswer first = cache.page(1, null);
    cache.lose("c");
    assertRefused(Reason.PAGE_TOKEN_INVALID, () -> cache.page(10, first.cursor()));
  }

  @Test
  void read_ofManyMembers_looksAtAll() {
    String[] many = new String[2_500];
    for (int i = 0; i < many.length; i++) {
      many[i] = "id%05d".formatted(i);
    }
    cache.replace(many);
    assertEquals(List.of(many), cache.pages(700));
    cache.lose("id02400");
    assertEquals(Outcome.MISS_INCOMPLETE, cache.outcome());
  }

  @Test
  void read_ofWhatAScanSaw_isNotOlderThanIt() {
    cache.replace("a");
    read("a");
    cache.lose("a");
    assertEquals(Outcome.MISS_INCOMPLETE, cache.outcome());
    assertEquals(Outcome.MISS_ABSENT, read("a").outcome());
  }

  @Test
  void read_afterACommitThatIsNotToldOneByOne_isNotOlderThanIt() {
    cache.replace("a");
    read("a");
    read("a");
    String large = "x".repeat(2 << 20);
    List<PutRequest> members = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      members.add(TestingEntries.put("b" + i, large));
    }
    members.add(TestingEntries.put("a", "2"));
    cache.replace(HOUR, members);
    ServedEntry served = read("a").entry();
    assertNotNull(served);
    assertEquals("2", TestingEntries.text(served.entry()));
  }

  @Test
  void cursor_isReadBackAsItWasWritten() {
    CollectionCursor cursor =
        new CollectionCursor(Outcome.STALE, 7, 5, cache.clock.instant(), "an id with spaces");
    assertEquals(cursor, CollectionCursor.parse(cursor.text()));
    CollectionCursor plain =
        new CollectionCursor(Outcome.FRESH, 7, CollectionCursor.NOTHING_LANDED, null, "");
    assertEquals(plain, CollectionCursor.parse(plain.text()));
    for (String bad :
        List.of(
            "",
            "FRESH 7 5",
            "FRESH x 5 - a",
            "FRESH 7 x - a",
            "OTHER 7 5 - a",
            "FRESH 7 5 soon a")) {
      assertThrows(IllegalArgumentException.class, () -> CollectionCursor.parse(bad), bad);
    }
  }
}
