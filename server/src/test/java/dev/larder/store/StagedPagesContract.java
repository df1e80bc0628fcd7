package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.CollectionRef;
import dev.larder.model.Content;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.CommitPages;
import dev.larder.store.WriteCommand.CommitResult;
import dev.larder.store.WriteCommand.DeleteNamespace;
import dev.larder.store.WriteCommand.InvalidateCollection;
import dev.larder.store.WriteCommand.InvalidateKeys;
import dev.larder.store.WriteCommand.InvalidateKind;
import dev.larder.store.WriteCommand.InvalidateTags;
import dev.larder.store.WriteCommand.StagePage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is deleted or invalidated between the pages of a snapshot and their commit. */
public abstract class StagedPagesContract extends TestingCollections {
  private static final Duration KEPT = Duration.ofMinutes(5);

  /** More than are remembered. */
  private static final int TOO_MANY = 20_001;

  private void stage(int page, String... ids) {
    write(new StagePage(ALL, "s", page, members("staged", ids), KEPT));
    clock.advance(Duration.ofSeconds(1));
  }

  private StoredCollection commit(int pages) {
    clock.advance(Duration.ofSeconds(1));
    return result(pages).collection();
  }

  private CommitResult result(int pages) {
    return write(new CommitPages(collection(null), "s", pages));
  }

  private void invalidate(boolean hard, String... ids) {
    List<ObjectKey> keys = List.of(ids).stream().map(id -> user(id)).toList();
    write(new InvalidateKeys(WORKSPACE, keys, hard));
  }

  private void invalidateCollection(boolean hard) {
    write(new InvalidateCollection(ALL, hard));
  }

  private void invalidateKind(boolean hard) {
    write(new InvalidateKind(WORKSPACE, USERS, hard));
  }

  private Instant staleFrom(String id) {
    return kind(WORKSPACE, USERS).apply(read(user(id))).validity().softExpiry();
  }

  private boolean isFresh(String id) {
    return staleFrom(id).isAfter(clock.instant());
  }

  private Validity ofSet(StoredCollection committed) {
    return kind(WORKSPACE, USERS).apply(committed.validity(), committed.revision(), List.of());
  }

  private void assertGone(StoredCollection committed) {
    assertTrue(ofSet(committed).hardExpiry().isBefore(clock.instant()));
  }

  private void assertStale(StoredCollection committed) {
    assertFalse(ofSet(committed).softExpiry().isAfter(clock.instant()));
    assertTrue(ofSet(committed).hardExpiry().isAfter(clock.instant()));
  }

  private void assertFresh(StoredCollection committed) {
    assertTrue(ofSet(committed).softExpiry().isAfter(clock.instant()));
  }

  @Test
  void memberInvalidated_thatWasNotStored_landsStaleFromThen() {
    stage(0, "a", "b");
    Instant then = clock.instant();
    invalidate(false, "a");
    assertFresh(commit(1));
    assertEquals(then, staleFrom("a"));
    assertEquals(content("staged"), read(user("a")).content());
    assertTrue(isFresh("b"));
    assertEquals(List.of("a", "b"), currentIds());
  }

  @Test
  void memberInvalidated_thatWasStored_staysAsItWasStored() {
    write(put(user("a"), "before"));
    stage(0, "a");
    Instant then = clock.instant();
    invalidate(false, "a");
    commit(1);
    assertEquals(then, staleFrom("a"));
    assertEquals(content("before"), read(user("a")).content());
    assertEquals(List.of("a"), currentIds());
  }

  @Test
  void memberInvalidatedSeveralTimes_landsStaleFromTheLast() {
    stage(0, "b");
    invalidate(false, "a");
    clock.advance(Duration.ofSeconds(1));
    stage(1, "a");
    Instant last = clock.instant();
    invalidate(false, "a");
    commit(2);
    assertEquals(last, staleFrom("a"));
  }

  @Test
  void memberPut_afterItsPageCame_staysAsItWasPut() {
    write(put(user("b"), "before"));
    stage(0, "a", "b", "c");
    write(put(user("a"), "since"));
    write(put(user("b"), "since"));
    assertTrue(result(1).complete());
    assertEquals(content("since"), read(user("a")).content());
    assertEquals(content("since"), read(user("b")).content());
    assertEquals(content("staged"), read(user("c")).content());
    assertEquals(List.of("a", "b", "c"), currentIds());
  }

  @Test
  void memberPut_andInvalidated_staysAsItWasPut() {
    stage(0, "a");
    write(put(user("a"), "since"));
    Instant then = clock.instant();
    invalidate(false, "a");
    commit(1);
    assertEquals(content("since"), read(user("a")).content());
    assertEquals(then, staleFrom("a"));
  }

  @Test
  void memberPut_beforeItsPageCame_isReplaced() {
    stage(0, "b");
    write(put(user("a"), "before"));
    stage(1, "a");
    commit(2);
    assertEquals(content("staged"), read(user("a")).content());
  }

  @Test
  void memberInvalidatedAndPutAgain_staysAsItWasPut() {
    stage(0, "a", "b");
    invalidate(false, "a");
    invalidate(true, "b");
    write(put(user("a"), "since"));
    write(put(user("b"), "since"));
    commit(1);
    assertEquals(content("since"), read(user("a")).content());
    assertEquals(content("since"), read(user("b")).content());
    assertTrue(isFresh("a"));
    assertEquals(List.of("a", "b"), currentIds());
  }

  @Test
  void memberRemoved_isMissing() {
    write(put(user("b"), "before"));
    stage(0, "a", "b", "c");
    invalidate(true, "a", "b");
    commit(1);
    assertNull(find(user("a")));
    assertNull(find(user("b")));
    assertEquals(List.of("c", "[a]", "[b]"), currentIds());
  }

  @Test
  void memberDeleted_isNotInTheSet() {
    write(put(user("b"), "before"));
    stage(0, "a", "b", "c");
    write(delete(user("a")));
    write(purge(user("b")));
    commit(1);
    assertNull(find(user("a")));
    assertEquals(List.of("c"), currentIds());
  }

  @Test
  void memberDeletedAndPutAgain_staysAsItWasPut() {
    stage(0, "a");
    write(delete(user("a")));
    write(put(user("a"), "since"));
    commit(1);
    assertEquals(content("since"), read(user("a")).content());
    assertEquals(List.of("a"), currentIds());
  }

  /** The page that came after the delete has it again. */
  @Test
  void memberDeleted_beforeItsPageCame_isInTheSet() {
    write(put(user("a"), "before"));
    stage(0, "b");
    write(delete(user("a")));
    stage(1, "a");
    invalidate(true, "a");
    commit(2);
    assertEquals(List.of("b", "[a]"), currentIds());
  }

  @Test
  void collectionInvalidated_landsStaleWithItsMembers() {
    stage(0, "a");
    Instant then = clock.instant();
    invalidateCollection(false);
    StoredCollection committed = commit(1);
    assertStale(committed);
    assertEquals(committed, requireCurrent());
    assertEquals(then, staleFrom("a"));
  }

  @Test
  void collectionRemoved_isGoneWithItsMembers() {
    replace("a", "x");
    stage(0, "a");
    invalidateCollection(true);
    assertGone(commit(1));
    assertNull(find(user("a")));
  }

  @Test
  void kindInvalidated_landsStale() {
    stage(0, "a");
    Instant then = clock.instant();
    invalidateKind(false);
    assertStale(commit(1));
    assertEquals(then, staleFrom("a"));
  }

  @Test
  void kindRemoved_isGone() {
    replace("x");
    stage(0, "a");
    invalidateKind(true);
    assertGone(commit(1));
    assertNull(find(user("a")));
  }

  @Test
  void kindCleared_isGone() {
    replace("x");
    stage(0, "a");
    write(new Clear(WORKSPACE, USERS));
    assertGone(commit(1));
    assertNull(find(user("a")));
  }

  @Test
  void namespaceCleared_isGone() {
    write(put(new ObjectKey(WORKSPACE, "other", "x"), "1"));
    stage(0, "a");
    write(new Clear(WORKSPACE, null));
    assertGone(commit(1));
  }

  @Test
  void everythingCleared_isGone() {
    stage(0, "a");
    write(new Clear(null, null));
    assertGone(commit(1));
  }

  @Test
  void namespaceDeleted_isGone() {
    replace("x");
    stage(0, "a");
    write(new DeleteNamespace(WORKSPACE, null));
    assertGone(commit(1));
    assertNull(find(user("a")));
  }

  private void stageTagged(int page, String text, String id) {
    Content tagged = Content.of(content(text).payload(), List.of(), List.of("t"), "");
    write(new StagePage(ALL, "s", page, List.of(put(user(id), tagged, null)), KEPT));
  }

  private void invalidateTag(boolean hard) {
    write(new InvalidateTags(WORKSPACE, List.of("t"), hard));
  }

  /** In the same microsecond, too. */
  @Test
  void tagInvalidated_landsStale() {
    write(put(user("x"), "1"));
    stageTagged(0, "staged", "a");
    Instant then = clock.instant();
    invalidateTag(false);
    assertTrue(result(1).complete());
    assertEquals(then, staleFrom("a"));
  }

  @Test
  void tagInvalidated_beforeThePageCame_landsFresh() {
    write(put(user("x"), "1"));
    stage(0, "b");
    invalidateTag(true);
    clock.advance(Duration.ofSeconds(1));
    stageTagged(1, "staged", "a");
    commit(2);
    assertTrue(isFresh("a"));
  }

  @Test
  void tagRemoved_isMissing() {
    write(put(user("x"), "1"));
    stageTagged(0, "staged", "a");
    invalidateTag(true);
    assertFalse(result(1).complete());
    assertEquals(List.of("[a]"), currentIds());
  }

  @Test
  void tagRemoved_betweenPagesOfAnId_isThatOfAfter() {
    write(put(user("x"), "1"));
    stageTagged(1, "before", "a");
    invalidateTag(true);
    clock.advance(Duration.ofSeconds(1));
    stageTagged(0, "after", "a");
    assertTrue(result(2).complete());
    assertEquals(content("after").payload(), read(user("a")).content().payload());
    assertTrue(isFresh("a"));
  }

  @Test
  void tagInvalidated_whereThereIsNoNamespaceYet_landsStale() {
    stage(0, "a");
    write(new InvalidateTags(WORKSPACE, List.of("t"), false));
    assertStale(commit(1));
    assertFalse(isFresh("a"));
  }

  @Test
  void pageThatCameAfterIt_isFresh_butTheSetIsNot() {
    stage(0, "a");
    invalidateCollection(false);
    stage(1, "b");
    assertStale(commit(2));
    assertFalse(isFresh("a"));
    assertTrue(isFresh("b"));
  }

  /** It may be the same page, sent again. */
  @Test
  void pageThatCameBeforeAndAgainAfterIt_isStale() {
    stage(0, "a");
    invalidate(false, "a");
    stage(0, "a");
    commit(1);
    assertFalse(isFresh("a"));
  }

  @Test
  void idInPagesOfBeforeAndAfter_isThatOfAfter() {
    write(new StagePage(ALL, "s", 1, members("before", "a"), KEPT));
    invalidate(false, "a");
    stage(0, "a");
    commit(2);
    assertTrue(isFresh("a"));
    assertEquals(content("staged"), read(user("a")).content());
  }

  @Test
  void idInPagesOfBefore_isThatOfTheLast() {
    write(new StagePage(ALL, "s", 0, members("first", "a"), KEPT));
    write(
        new StagePage(
            ALL, "s", 1, List.of(put(user("a"), "second"), put(user("a"), "last")), KEPT));
    invalidate(false, "a");
    assertEquals(1, commit(2).memberCount());
    assertEquals(content("last"), read(user("a")).content());
    assertFalse(isFresh("a"));
  }

  @Test
  void complete_whenNothingIsMissing() {
    stage(0, "a", "b");
    invalidate(false, "a");
    write(delete(user("b")));
    assertTrue(result(1).complete());
  }

  @Test
  void complete_whenAMemberIsMissing_isFalse() {
    stage(0, "a", "b");
    invalidate(true, "a");
    assertFalse(result(1).complete());
  }

  @Test
  void complete_whenALaterPageBringsWhatIsMissing() {
    stage(0, "a", "b");
    invalidate(true, "a");
    stage(1, "a");
    assertTrue(result(2).complete());
    assertEquals(List.of("a", "b"), currentIds());
  }

  @Test
  void complete_whenAMemberHasExpired_isFalse() {
    write(new StagePage(ALL, "s", 0, members("staged", "a"), Duration.ofDays(60)));
    clock.advance(Duration.ofDays(30));
    assertFalse(result(1).complete());
  }

  @Test
  void complete_whenTheSetIsGone_isFalse() {
    stage(0);
    invalidateCollection(true);
    assertFalse(result(1).complete());
  }

  @Test
  void setCommitted_afterTheSnapshotWasTakenBack_stays() {
    stage(0, "a");
    invalidateCollection(true);
    StoredCollection since = replace("x");
    assertRefused(Reason.VERSION_CONFLICT, send(new CommitPages(collection(null), "s", 1)));
    assertEquals(since, current());
    assertNull(find(user("a")));
  }

  @Test
  void setCommitted_beforeTheSnapshotWasTakenBack_isReplaced() {
    stage(0, "a");
    replace("x");
    invalidateCollection(false);
    assertEquals(commit(1), current());
  }

  @Test
  void pageOfManyMembers_landsWhole() {
    String[] ids = IntStream.range(0, 2_500).mapToObj(i -> "u" + i).toArray(String[]::new);
    stage(0, ids);
    write(new StagePage(ALL, "s", 1, members("last", "u0", "u2499"), KEPT));
    assertEquals(2_500, commit(2).memberCount());
    assertEquals(content("last"), read(user("u2499")).content());
    assertEquals(2_500, figures(WORKSPACE, USERS).collectionMembers());
  }

  @Test
  void snapshotThatBeganAfterIt_isFresh() {
    write(new StagePage(ALL, "other", 0, List.of(), KEPT));
    invalidateCollection(false);
    invalidate(false, "a");
    invalidateKind(false);
    clock.advance(Duration.ofSeconds(1));
    stage(0, "a");
    assertFresh(commit(1));
    assertTrue(isFresh("a"));
  }

  @Test
  void otherKindsAndCollections_areNotReached() {
    stage(0, "a");
    write(new InvalidateKind(WORKSPACE, "other", false));
    write(new InvalidateCollection(new CollectionRef(WORKSPACE, USERS, "other"), false));
    write(delete(new ObjectKey(WORKSPACE, "other", "a")));
    assertFresh(commit(1));
    assertTrue(isFresh("a"));
  }

  @Test
  void moreThanAreRemembered_reachAllThatCameBefore() {
    stage(0, "a");
    invalidate(
        false, IntStream.range(0, TOO_MANY).mapToObj(i -> "other" + i).toArray(String[]::new));
    stage(1, "b");
    assertStale(commit(2));
    assertFalse(isFresh("a"));
    assertTrue(isFresh("b"));
  }

  @Test
  void commit_whenWhatWasWithdrawnIsForgotten_isRefused() {
    StoredCollection before = replace("x");
    stage(0, "a");
    clock.advance(KEPT);
    write(new StagePage(ALL, "other", 0, List.of(), KEPT));
    assertRefused(Reason.SNAPSHOT_NOT_FOUND, send(new CommitPages(collection(null), "s", 1)));
    assertEquals(before, current());
  }
}
