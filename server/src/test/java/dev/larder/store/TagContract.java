package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.ObjectKey;
import dev.larder.model.Precondition.Absent;
import dev.larder.model.Precondition.RevisionIs;
import dev.larder.model.Validity;
import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.DeleteNamespace;
import dev.larder.store.WriteCommand.DeleteResult;
import dev.larder.store.WriteCommand.InvalidateKeys;
import dev.larder.store.WriteCommand.InvalidateResult;
import dev.larder.store.WriteCommand.InvalidateTags;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.WriteCommand.Touch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What becomes of the objects that carry an invalidated tag. */
public abstract class TagContract extends ObjectStoreContract {
  private static final String TAG = "team-7";

  private Put tagged(ObjectKey key, String... tags) {
    return tagged(key, clock.instant(), tags);
  }

  private Put tagged(ObjectKey key, Instant fetchTime, String... tags) {
    Content content = Content.of(json("1"), List.of(), List.of(tags), "");
    Validity now = anHour();
    Validity validity =
        new Validity(fetchTime, now.lifetime(), fetchTime.plus(now.lifetime().fresh()));
    return new Put(key, content, validity, null);
  }

  private InvalidateResult soft(String... tags) {
    return write(new InvalidateTags(WORKSPACE, List.of(tags), false));
  }

  private InvalidateResult hard(String... tags) {
    return write(new InvalidateTags(WORKSPACE, List.of(tags), true));
  }

  private List<OptionalLong> touch(String id) {
    return write(new Touch(List.of(new Touch.Item(user(id), anHour(), anHour()))));
  }

  private Entry served(ObjectKey key) {
    return kind(key.namespace(), key.kind()).apply(read(key));
  }

  private Instant staleFrom(ObjectKey key) {
    return served(key).validity().softExpiry();
  }

  private Instant inAnHour() {
    return clock.instant().plus(Duration.ofHours(1));
  }

  private TagMarks marks() {
    return marks(WORKSPACE);
  }

  private TagMarks marks(String namespace) {
    NamespaceState state = store().catalogue().namespace(namespace);
    assertNotNull(state);
    return state.tagMarks();
  }

  @Test
  void put_tags_areKeptInTheirOrderAndReplacedByTheNext() {
    write(tagged(user("a"), "z", "a", "中文 𐐀"));
    assertEquals(List.of("z", "a", "中文 𐐀"), read(user("a")).content().tags());
    write(tagged(user("a"), "a", "b"));
    assertEquals(List.of("a", "b"), read(user("a")).content().tags());
    write(put(user("a"), "1"));
    assertEquals(List.of(), read(user("a")).content().tags());
  }

  @Test
  void put_tags_countInTheWeight() {
    write(put(user("a"), "1"));
    long without = figures(WORKSPACE, USERS).bytes();
    write(tagged(user("a"), "four", "five5"));
    assertEquals(without + 9, figures(WORKSPACE, USERS).bytes());
  }

  @Test
  void soft_reachesEveryKindAndNothingWithoutTheTag() {
    ObjectKey message = new ObjectKey(WORKSPACE, "messages", "m");
    ObjectKey elsewhere = new ObjectKey("umbrella", USERS, "a");
    write(tagged(user("a"), "other", TAG));
    write(tagged(user("b"), "other"));
    write(put(user("c"), "1"));
    write(tagged(message, TAG));
    write(tagged(elsewhere, TAG));
    clock.advance(Duration.ofMinutes(10));
    Instant fresh = inAnHour().minus(Duration.ofMinutes(10));
    soft(TAG);
    assertEquals(clock.instant(), staleFrom(user("a")));
    assertEquals(clock.instant(), staleFrom(message));
    for (ObjectKey untouched : List.of(user("b"), user("c"), elsewhere)) {
      assertEquals(fresh, staleFrom(untouched), untouched::toString);
    }
  }

  @Test
  void soft_revisions_oneForEachTagOnce() {
    long before = write(tagged(user("a"), TAG)).revision();
    assertEquals(new InvalidateResult(before + 2, InvalidateResult.UNCOUNTED), soft("x", TAG, "x"));
    assertEquals(before + 1, marks().of("x").revision());
    assertEquals(before + 2, marks().of(TAG).revision());
    assertEquals(before + 3, write(put(user("b"), "1")).revision());
  }

  @Test
  void soft_putAfterwards_isFresh() {
    write(tagged(user("a"), TAG));
    soft(TAG);
    write(tagged(user("a"), TAG));
    assertEquals(inAnHour(), staleFrom(user("a")));
  }

  @Test
  void soft_putAfterwardsButFetchedBefore_isStaleFromTheInvalidation() {
    write(tagged(user("b"), TAG));
    Instant fetched = clock.instant();
    clock.advance(Duration.ofMinutes(10));
    soft(TAG);
    Instant invalidated = clock.instant();
    clock.advance(Duration.ofMinutes(10));
    write(tagged(user("a"), fetched, TAG));
    assertEquals(invalidated, staleFrom(user("a")));
    assertEquals(fetched, read(user("a")).validity().fetchTime());
  }

  @Test
  void soft_twoWithAPutBetween_eachIsStaleFromTheFirstThatReachesIt() {
    write(tagged(user("a"), TAG));
    clock.advance(Duration.ofMinutes(10));
    soft(TAG);
    Instant first = clock.instant();
    clock.advance(Duration.ofMinutes(10));
    write(tagged(user("b"), TAG));
    Instant between = clock.instant();
    clock.advance(Duration.ofMinutes(10));
    soft(TAG);
    clock.advance(Duration.ofMinutes(1));
    write(tagged(user("c"), between, TAG));
    write(tagged(user("d"), first.minusMillis(1), TAG));
    assertEquals(first, staleFrom(user("a")));
    assertEquals(clock.instant().minus(Duration.ofMinutes(1)), staleFrom(user("b")));
    assertEquals(clock.instant().minus(Duration.ofMinutes(1)), staleFrom(user("c")));
    assertEquals(first, staleFrom(user("d")));
  }

  @Test
  void soft_ofSeveralTags_theEarliestCounts() {
    write(tagged(user("a"), "x", "y"));
    clock.advance(Duration.ofMinutes(10));
    soft("y");
    Instant first = clock.instant();
    clock.advance(Duration.ofMinutes(10));
    soft("x");
    assertEquals(first, staleFrom(user("a")));
  }

  @Test
  void soft_touchedAfterwards_isFreshAgain() {
    write(tagged(user("a"), TAG));
    clock.advance(Duration.ofMinutes(10));
    soft(TAG);
    assertTrue(touch("a").get(0).isPresent());
    assertEquals(inAnHour(), staleFrom(user("a")));
    assertEquals(List.of(TAG), read(user("a")).content().tags());
  }

  @Test
  void soft_touchThatWasAskedForBefore_leavesItStale() {
    write(tagged(user("a"), TAG));
    Validity before = anHour();
    clock.advance(Duration.ofMinutes(10));
    soft(TAG);
    write(new Touch(List.of(new Touch.Item(user("a"), before, before))));
    assertEquals(clock.instant(), staleFrom(user("a")));
  }

  @Test
  void soft_deletedAfterwards_tombstoneIsNoFresherForIt() {
    write(tagged(user("a"), TAG));
    clock.advance(Duration.ofMinutes(10));
    soft(TAG);
    Instant invalidated = clock.instant();
    clock.advance(Duration.ofMinutes(10));
    assertTrue(write(delete(user("a"))).deleted());
    assertEquals(invalidated, staleFrom(user("a")));
  }

  @Test
  void soft_invalidatedByKeyAfterwards_staysStaleFromTheFirst() {
    write(tagged(user("a"), TAG));
    clock.advance(Duration.ofMinutes(10));
    soft(TAG);
    Instant invalidated = clock.instant();
    clock.advance(Duration.ofMinutes(10));
    write(new InvalidateKeys(WORKSPACE, List.of(user("a")), false));
    assertEquals(invalidated, staleFrom(user("a")));
  }

  @Test
  void hard_entryIsGoneToReadsAndToEveryWrite() {
    long revision = write(tagged(user("a"), TAG)).revision();
    hard(TAG);
    Entry stored = find(user("a"));
    assertTrue(stored == null || kind(WORKSPACE, USERS).apply(stored).goneAt(clock.instant()));
    assertEquals(List.of(OptionalLong.empty()), touch("a"));
    assertEquals(new DeleteResult(false, 0), write(delete(user("a"))));
    assertEquals(0, write(new InvalidateKeys(WORKSPACE, List.of(user("a")), false)).invalidated());
    assertRefused(
        Reason.VERSION_CONFLICT, send(put(user("a"), content("2"), new RevisionIs(revision))));
    assertTrue(write(put(user("a"), content("1"), new Absent())).payloadChanged());
    assertFalse(served(user("a")).goneAt(clock.instant()));
  }

  @Test
  void hard_tombstone_isGoneToo() {
    write(tagged(user("a"), TAG));
    write(delete(user("a")));
    hard(TAG);
    Entry stored = find(user("a"));
    assertTrue(stored == null || kind(WORKSPACE, USERS).apply(stored).goneAt(clock.instant()));
  }

  @Test
  void hard_putAfterwards_isThere() {
    write(tagged(user("a"), TAG));
    hard(TAG);
    write(tagged(user("a"), TAG));
    assertEquals(inAnHour(), staleFrom(user("a")));
  }

  @Test
  void hard_putAfterwardsButFetchedBefore_isGoneAndStaysSo() {
    write(tagged(user("b"), TAG));
    Instant fetched = clock.instant();
    clock.advance(Duration.ofMinutes(10));
    hard(TAG);
    write(tagged(user("a"), fetched, TAG));
    Entry stored = find(user("a"));
    assertTrue(stored == null || stored.goneAt(clock.instant()));
    assertEquals(List.of(OptionalLong.empty()), touch("a"));
  }

  @Test
  void hard_afterSoft_endsWhatWasStale() {
    write(tagged(user("a"), TAG));
    soft(TAG);
    clock.advance(Duration.ofMinutes(1));
    hard(TAG);
    soft(TAG);
    Entry stored = find(user("a"));
    assertTrue(stored == null || kind(WORKSPACE, USERS).apply(stored).goneAt(clock.instant()));
  }

  @Test
  void tagThatNobodyCarries_isRememberedForWhatComes() {
    write(put(user("a"), "1"));
    Instant fetched = clock.instant();
    clock.advance(Duration.ofMinutes(1));
    soft(TAG);
    ObjectKey ofAnotherKind = new ObjectKey(WORKSPACE, "messages", "m");
    write(tagged(ofAnotherKind, fetched, TAG));
    assertEquals(clock.instant(), staleFrom(ofAnotherKind));
  }

  @Test
  void unknownNamespace_nothingIsDone() {
    assertEquals(new InvalidateResult(0, 0), soft(TAG));
    assertNull(store().catalogue().namespace(WORKSPACE));
  }

  @Test
  void kindCleared_tagsStayInvalidated() {
    write(tagged(user("a"), TAG));
    Instant fetched = clock.instant();
    clock.advance(Duration.ofMinutes(1));
    soft(TAG);
    write(new Clear(WORKSPACE, USERS));
    write(tagged(user("a"), fetched, TAG));
    assertEquals(clock.instant(), staleFrom(user("a")));
  }

  @Test
  void settingsChanged_tagsStayInvalidated() {
    write(tagged(user("a"), TAG));
    soft(TAG);
    TagMarks before = marks();
    write(settings(new NamespaceLimits(0, 7, NamespaceLimits.Eviction.LRU), Map.of()));
    write(settings(NamespaceLimits.NONE, Map.of(USERS, folding("x"), "new", folding("y"))));
    assertSame(before, marks());
    assertSame(before, kind(WORKSPACE, USERS).tagMarks());
    assertSame(before, kind(WORKSPACE, "new").tagMarks());
  }

  @Test
  void namespaceDeleted_tagsAreForgotten() {
    write(tagged(user("a"), TAG));
    Instant fetched = clock.instant();
    clock.advance(Duration.ofMinutes(1));
    soft(TAG);
    write(new DeleteNamespace(WORKSPACE, null));
    write(tagged(user("a"), fetched, TAG));
    assertEquals(Map.of(), marks().marks());
    assertEquals(fetched.plus(Duration.ofHours(1)), staleFrom(user("a")));
  }

  @Test
  void manyOfOneTag_nothingComesBackToLife() {
    write(tagged(user("before"), TAG));
    clock.advance(Duration.ofSeconds(1));
    Instant first = clock.instant();
    for (int i = 0; i < 3 * TagMark.MOST_SOFT; i++) {
      soft(TAG);
      clock.advance(Duration.ofSeconds(1));
      write(tagged(user("id" + i), TAG));
      clock.advance(Duration.ofSeconds(1));
    }
    soft(TAG);
    assertEquals(first, staleFrom(user("before")));
    for (int i = 0; i < 3 * TagMark.MOST_SOFT; i++) {
      Instant put = first.plusSeconds(2 * i + 1);
      Instant from = staleFrom(user("id" + i));
      assertTrue(!from.isBefore(put) && !from.isAfter(put.plusSeconds(1)), user("id" + i)::id);
    }
  }

  @Test
  void invalidatedSince_tellsWhatIsLaterThanTheRevision() {
    long before = write(tagged(user("a"), TAG)).revision();
    long after = soft(TAG).revision();
    assertTrue(marks().invalidatedSince(List.of("x", TAG), before));
    assertFalse(marks().invalidatedSince(List.of("x", TAG), after));
    assertFalse(marks().invalidatedSince(List.of("x"), before));
    assertFalse(marks().invalidatedSince(List.of(), 0));
  }
}
