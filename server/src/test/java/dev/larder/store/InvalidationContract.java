package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.Entry;
import dev.larder.model.Precondition.Absent;
import dev.larder.model.Precondition.RevisionIs;
import dev.larder.store.WriteCommand.DeleteResult;
import dev.larder.store.WriteCommand.InvalidateKeys;
import dev.larder.store.WriteCommand.InvalidateKind;
import dev.larder.store.WriteCommand.Touch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Soft invalidations of a whole kind, one after the other. */
public abstract class InvalidationContract extends ObjectStoreContract {
  private void invalidate() {
    write(new InvalidateKind(WORKSPACE, USERS, false));
  }

  private Entry served(String id) {
    return kind(WORKSPACE, USERS).apply(read(user(id)));
  }

  private Instant staleFrom(String id) {
    return served(id).validity().softExpiry();
  }

  /** Puts an entry that is gone through the first of two invalidations; answers its revision. */
  private long putGone(String id) {
    long revision = write(put(user(id), "1")).revision();
    clock.advance(Duration.ofMinutes(10));
    invalidate();
    clock.advance(Duration.ofHours(24));
    assertTrue(served(id).goneAt(clock.instant()));
    assertFalse(read(user(id)).goneAt(clock.instant()), "gone of itself, so this shows nothing");
    invalidate();
    return revision;
  }

  @Test
  void second_entryStaleThroughTheFirst_staysStaleFromTheFirst() {
    write(put(user("a"), "1"));
    clock.advance(Duration.ofMinutes(10));
    invalidate();
    Instant first = clock.instant();
    clock.advance(Duration.ofMinutes(10));
    invalidate();
    assertEquals(first, staleFrom("a"));
  }

  @Test
  void second_entryPutBetween_isStaleFromTheSecond() {
    write(put(user("a"), "1"));
    invalidate();
    clock.advance(Duration.ofMinutes(10));
    write(put(user("b"), "1"));
    clock.advance(Duration.ofMinutes(10));
    invalidate();
    write(put(user("c"), "1"));
    assertEquals(clock.instant(), staleFrom("b"));
    assertEquals(clock.instant().plus(Duration.ofHours(1)), staleFrom("c"));
  }

  @Test
  void second_entryGoneThroughTheFirst_staysGone() {
    putGone("a");
    assertTrue(served("a").goneAt(clock.instant()));
  }

  @Test
  void second_entryGoneThroughTheFirst_isAbsentToEveryWrite() {
    long revision = putGone("a");
    assertEquals(
        List.of(OptionalLong.empty()),
        write(new Touch(List.of(new Touch.Item(user("a"), anHour(), anHour())))));
    assertEquals(new DeleteResult(false, 0), write(delete(user("a"))));
    assertEquals(0, write(new InvalidateKeys(WORKSPACE, List.of(user("a")), false)).invalidated());
    assertRefused(
        Reason.VERSION_CONFLICT, send(put(user("a"), content("2"), new RevisionIs(revision))));
    assertTrue(write(put(user("a"), content("1"), new Absent())).payloadChanged());
  }

  @Test
  void many_beyondTheBound_nothingComesBackToLife() {
    write(put(user("a"), "1"));
    invalidate();
    Instant first = clock.instant();
    for (int i = 0; i < 2 * Invalidations.MOST; i++) {
      clock.advance(Duration.ofSeconds(1));
      write(put(user("id" + i), "1"));
      invalidate();
    }
    assertEquals(Invalidations.MOST, kind(WORKSPACE, USERS).invalidations().ascending().size());
    assertEquals(first, staleFrom("a"));
    for (int i = 0; i < 2 * Invalidations.MOST; i++) {
      assertFalse(staleFrom("id" + i).isAfter(first.plusSeconds(i + 1)), "id" + i);
    }
  }

  @Test
  void several_areTheSameAfterAReopen() {
    write(put(user("a"), "1"));
    clock.advance(Duration.ofMinutes(10));
    invalidate();
    Instant first = clock.instant();
    clock.advance(Duration.ofMinutes(10));
    write(put(user("b"), "1"));
    invalidate();
    KindState before = kind(WORKSPACE, USERS);
    reopen();
    assertEquals(before, kind(WORKSPACE, USERS));
    assertEquals(2, before.invalidations().ascending().size());
    assertEquals(first, staleFrom("a"));
    assertEquals(clock.instant(), staleFrom("b"));
  }

  @Test
  void policyChanged_invalidationsStay() {
    write(put(user("a"), "1"));
    invalidate();
    Invalidations before = kind(WORKSPACE, USERS).invalidations();
    write(settings(dev.larder.model.NamespaceLimits.NONE, java.util.Map.of(USERS, folding("x"))));
    assertEquals(before, kind(WORKSPACE, USERS).invalidations());
  }
}
