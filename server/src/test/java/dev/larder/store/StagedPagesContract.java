package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.CollectionRef;
import dev.larder.model.ObjectKey;
import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.CommitPages;
import dev.larder.store.WriteCommand.DeleteNamespace;
import dev.larder.store.WriteCommand.InvalidateCollection;
import dev.larder.store.WriteCommand.InvalidateKind;
import dev.larder.store.WriteCommand.StagePage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What is done between the pages of a snapshot and their commit to the set, its kind and its pages.
 */
public abstract class StagedPagesContract extends TestingStagedPages {
  /** More than are remembered. */
  private static final int TOO_MANY = 20_001;

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
