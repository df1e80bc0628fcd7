package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Entry;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import dev.larder.store.WriteCommand.DeleteResult;
import dev.larder.store.WriteCommand.InvalidateKeys;
import dev.larder.store.WriteCommand.InvalidateKind;
import dev.larder.store.WriteCommand.InvalidateResult;
import dev.larder.store.WriteCommand.Touch;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Touches, deletes and invalidations. */
public abstract class ChangeContract extends ObjectStoreContract {
  @Test
  void touch_live_renewsItAndKeepsTheContent() {
    long revision = write(put(user("a"), "1", name("x"))).revision();
    clock.advance(Duration.ofMinutes(30));
    Validity renewed = validity(Duration.ofHours(2));
    assertEquals(
        List.of(OptionalLong.of(revision + 1)),
        write(new Touch(List.of(new Touch.Item(user("a"), renewed, anHour())))));
    assertEquals(
        new Entry(user("a"), content("1", name("x")), renewed, revision + 1, null),
        read(user("a")));
  }

  @Test
  void touch_negative_getsTheNegativeValidity() {
    write(put(user("a"), negative(), null));
    Validity renewed = validity(Duration.ofMinutes(1));
    write(new Touch(List.of(new Touch.Item(user("a"), anHour(), renewed))));
    assertEquals(renewed, read(user("a")).validity());
  }

  @Test
  void touch_whatIsNotLive_isPassedOver() {
    write(put(user("gone"), "1"));
    clock.advance(Duration.ofDays(2));
    write(put(user("deleted"), "1"));
    write(delete(user("deleted")));
    write(put(user("live"), "1"));
    ObjectKey unknownKind = new ObjectKey(WORKSPACE, "unknown", "a");
    ObjectKey unknownNamespace = new ObjectKey("unknown", "unknown", "a");
    List<OptionalLong> revisions =
        write(
            touch(
                user("gone"),
                user("deleted"),
                user("absent"),
                unknownKind,
                unknownNamespace,
                user("live")));
    assertEquals(
        List.of(false, false, false, false, false, true),
        revisions.stream().map(OptionalLong::isPresent).toList());
    assertNull(store().catalogue().namespace("unknown"));
    assertNull(store().catalogue().kind(WORKSPACE, "unknown"));
  }

  @Test
  void delete_live_leavesTombstoneWithPayload() {
    long revision = write(put(user("a"), "1", name("x"))).revision();
    DeleteResult result = write(delete(user("a")));
    assertEquals(new DeleteResult(true, revision + 1), result);
    Entry tombstone = read(user("a"));
    assertEquals(clock.instant(), tombstone.deleteTime());
    assertEquals(content("1", name("x")), tombstone.content());
    assertEquals(revision + 1, tombstone.revision());
  }

  @Test
  void delete_whatIsNotThere_changesNothing() {
    write(put(user("gone"), "1"));
    clock.advance(Duration.ofDays(2));
    write(put(user("deleted"), "1"));
    write(delete(user("deleted")));
    long before = currentRevision();
    for (String id : List.of("gone", "deleted", "absent")) {
      assertEquals(new DeleteResult(false, 0), write(delete(user(id))), id);
    }
    assertEquals(
        new DeleteResult(false, 0), write(delete(new ObjectKey("unknown", "unknown", "a"))));
    assertEquals(before + 1, currentRevision());
  }

  @Test
  void purge_live_leavesNothing() {
    long revision = write(put(user("a"), "1")).revision();
    assertEquals(new DeleteResult(true, revision + 1), write(purge(user("a"))));
    assertNull(find(user("a")));
  }

  @Test
  void purge_tombstone_removesItToo() {
    write(put(user("a"), "1"));
    write(delete(user("a")));
    write(purge(user("a")));
    assertNull(find(user("a")));
  }

  @Test
  void invalidateKeys_soft_makesThemStaleFromNow() {
    write(put(user("a"), "1"));
    write(put(user("b"), "1"));
    clock.advance(Duration.ofMinutes(10));
    InvalidateResult result =
        write(new InvalidateKeys(WORKSPACE, List.of(user("a"), user("absent")), false));
    assertEquals(1, result.invalidated());
    Entry entry = read(user("a"));
    assertEquals(clock.instant(), entry.validity().softExpiry());
    assertEquals(result.revision(), entry.revision());
    assertEquals(content("1"), entry.content());
    assertTrue(read(user("b")).validity().softExpiry().isAfter(clock.instant()));
  }

  @Test
  void invalidateKeys_softOfWhatIsStale_doesNotMakeItYounger() {
    write(put(user("a"), "1"));
    Instant softExpiry = read(user("a")).validity().softExpiry();
    clock.advance(Duration.ofHours(3));
    write(new InvalidateKeys(WORKSPACE, List.of(user("a")), false));
    assertEquals(softExpiry, read(user("a")).validity().softExpiry());
  }

  @Test
  void invalidateKeys_hard_removesThem() {
    write(put(user("a"), "1"));
    write(put(user("b"), "1"));
    assertEquals(1, write(new InvalidateKeys(WORKSPACE, List.of(user("a")), true)).invalidated());
    assertNull(find(user("a")));
    assertEquals(content("1"), read(user("b")).content());
  }

  @Test
  void invalidateKeys_nothingThere_answersTheCurrentRevision() {
    long before = currentRevision();
    assertEquals(
        new InvalidateResult(before, 0),
        write(new InvalidateKeys(WORKSPACE, List.of(user("absent")), false)));
    assertEquals(
        new InvalidateResult(0, 0),
        write(new InvalidateKeys("unknown", List.of(user("a")), false)));
  }

  @Test
  void invalidateKind_soft_reachesWhatWasThereAndNotWhatComesAfter() {
    write(put(user("a"), "1"));
    write(put(user("b"), "1"));
    clock.advance(Duration.ofMinutes(10));
    InvalidateResult result = write(new InvalidateKind(WORKSPACE, USERS, false));
    write(put(user("c"), "1"));
    KindState state = kind(WORKSPACE, USERS);
    assertEquals(2, result.invalidated());
    assertEquals(
        List.of(new Invalidation(result.revision(), clock.instant())),
        state.invalidations().ascending());
    assertEquals(clock.instant(), state.apply(read(user("a"))).validity().softExpiry());
    assertTrue(state.apply(read(user("c"))).validity().softExpiry().isAfter(clock.instant()));
  }

  @Test
  void invalidateKind_hard_removesWhatWasThere() {
    write(put(user("a"), "1"));
    EntryAddress old = address(user("a"));
    InvalidateResult result = write(new InvalidateKind(WORKSPACE, USERS, true));
    assertEquals(1, result.invalidated());
    assertNull(find(user("a")));
    assertNull(find(old));
    write(put(user("a"), "2"));
    assertEquals(content("2"), read(user("a")).content());
    assertNotEquals(old, address(user("a")));
  }

  @Test
  void invalidateKind_unknown_changesNothing() {
    long before = currentRevision();
    assertEquals(
        new InvalidateResult(before, 0), write(new InvalidateKind(WORKSPACE, "unknown", false)));
    assertEquals(new InvalidateResult(0, 0), write(new InvalidateKind("unknown", USERS, true)));
    assertNull(store().catalogue().namespace("unknown"));
  }

  @Test
  void changes_ofOneObject_getConsecutiveRevisions() {
    long revision = write(put(user("a"), "1")).revision();
    write(touch(user("a")));
    write(new InvalidateKeys(WORKSPACE, List.of(user("a")), false));
    write(delete(user("a")));
    assertEquals(revision + 3, read(user("a")).revision());
    assertFalse(write(delete(user("a"))).deleted());
  }

  private Touch touch(ObjectKey... keys) {
    return new Touch(
        Arrays.stream(keys).map(key -> new Touch.Item(key, anHour(), anHour())).toList());
  }
}
