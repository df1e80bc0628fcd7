package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Content;
import dev.larder.store.WriteCommand.InvalidateTags;
import dev.larder.store.WriteCommand.StagePage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is deleted, invalidated or put of members between the pages of a snapshot and their commit.
 */
public abstract class StagedMembersContract extends TestingStagedPages {
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
}
