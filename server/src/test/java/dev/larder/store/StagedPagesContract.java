package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.CollectionRef;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.CommitPages;
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
  void memberInvalidated_thatWasStored_landsStaleFromThen() {
    write(put(user("a"), "before"));
    stage(0, "a");
    Instant then = clock.instant();
    invalidate(false, "a");
    commit(1);
    assertEquals(then, staleFrom("a"));
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
