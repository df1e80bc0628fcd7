package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Bytes;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.CollectionRef;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceLimits.Eviction;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Precondition;
import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.DeleteNamespace;
import dev.larder.store.WriteCommand.InvalidateCollection;
import dev.larder.store.WriteCommand.InvalidateKeys;
import dev.larder.store.WriteCommand.InvalidateKind;
import dev.larder.store.WriteCommand.NewCollection;
import dev.larder.store.WriteCommand.ReplaceCollection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Collections that are replaced in one message. */
public abstract class CollectionContract extends TestingCollections {
  @Test
  void replace_first_storesTheMembersAndTheSet() {
    StoredCollection committed = replace("b", "a");
    assertEquals(committed, current());
    assertEquals(ALL, committed.ref());
    assertEquals(2, committed.memberCount());
    assertEquals(anHour(), committed.validity());
    assertEquals(List.of("a", "b"), currentIds());
    assertEquals(content("1"), read(user("a")).content());
    assertTrue(read(user("a")).revision() < committed.revision());
  }

  @Test
  void replace_withNothing_isAnEmptyCollection() {
    StoredCollection committed = replace();
    assertEquals(0, committed.memberCount());
    assertEquals(List.of(), currentIds());
  }

  @Test
  void replace_ofANamespaceThatDoesNotExistAndMayNotBeMade_isRefused() {
    NewCollection strict = new NewCollection(ALL, anHour(), null, false);
    assertRefused(Reason.NAMESPACE_NOT_FOUND, send(new ReplaceCollection(strict, List.of())));
    assertNull(store().catalogue().namespace(WORKSPACE));
  }

  @Test
  void replace_again_dropsMembersFromTheSetAndNotTheObjects() {
    replace("a", "b");
    replace("b", "c");
    assertEquals(List.of("b", "c"), currentIds());
    assertEquals(content("1"), read(user("a")).content());
    assertEquals(1, figures(WORKSPACE, USERS).collections());
    assertEquals(2, figures(WORKSPACE, USERS).collectionMembers());
    assertEquals(3, figures(WORKSPACE, USERS).objects());
  }

  @Test
  void replace_again_leavesTheCommitBeforeReadable() {
    StoredCollection before = replace("a", "b");
    StoredCollection after = replace("c");
    assertTrue(after.setId() > before.setId());
    assertEquals(List.of("a", "b"), ids(before.setId()));
    assertEquals(before, assertNotNullPage(before.setId()).collection());
  }

  private MemberScan.Page assertNotNullPage(long setId) {
    MemberScan.Page page = scan(setId, null, 1000, true);
    assertNotNull(page);
    return page;
  }

  @Test
  void replace_another_leavesThisOneAlone() {
    replace("a");
    CollectionRef other = new CollectionRef(WORKSPACE, USERS, "other");
    write(
        new ReplaceCollection(
            new NewCollection(other, anHour(), null, true), members("2", "a", "b")));
    assertEquals(List.of("a"), currentIds());
    assertEquals(2, figures(WORKSPACE, USERS).collections());
    assertEquals(3, figures(WORKSPACE, USERS).collectionMembers());
  }

  @Test
  void etag_movesOnlyWithTheIds() {
    String first = replace("a", "b").etag();
    assertEquals(
        first, write(new ReplaceCollection(collection(null), members("2", "b", "a"))).etag());
    assertNotEquals(first, replace("a").etag());
    assertEquals(first, replace("a", "b").etag());
  }

  @Test
  void etag_afterADelete_isThatOfTheSetWithoutTheMember() {
    String without = replace("a").etag();
    replace("a", "b");
    write(delete(user("b")));
    assertEquals(without, requireCurrent().etag());
  }

  @Test
  void replace_overQuota_leavesNothing() {
    write(settings(new NamespaceLimits(0, 2, Eviction.REJECT), Map.of()));
    StoredCollection before = replace("a");
    assertRefused(Reason.QUOTA_EXCEEDED, send(replacement(null, "a", "b", "c")));
    assertEquals(before, current());
    assertEquals(List.of("a"), currentIds());
    assertNull(find(user("b")));
    assertEquals(1, figures(WORKSPACE, USERS).objects());
    assertEquals(1, figures(WORKSPACE, USERS).collections());
    assertEquals(before.revision() + 1, currentRevision());
  }

  @Test
  void replace_overQuotaAtFirst_leavesNoKindBehind() {
    write(settings(new NamespaceLimits(0, 1, Eviction.REJECT), Map.of()));
    assertRefused(Reason.QUOTA_EXCEEDED, send(replacement(null, "a", "b")));
    assertNull(store().catalogue().kind(WORKSPACE, USERS));
  }

  @Test
  void precondition_thatHolds_lets() {
    StoredCollection first = write(replacement(new Precondition.Absent(), "a"));
    StoredCollection second =
        write(replacement(new Precondition.RevisionIs(first.revision()), "b"));
    write(replacement(new Precondition.EtagIs(second.etag()), "c"));
    assertEquals(List.of("c"), currentIds());
  }

  @Test
  void precondition_thatDoesNotHold_changesNothing() {
    StoredCollection first = replace("a");
    assertRefused(Reason.ALREADY_EXISTS, send(replacement(new Precondition.Absent(), "b")));
    CacheException conflict =
        assertRefused(
            Reason.VERSION_CONFLICT,
            send(replacement(new Precondition.RevisionIs(first.revision() - 1), "b")));
    assertEquals(
        Long.toString(first.revision()), conflict.details().get(CacheException.CURRENT_REVISION));
    assertEquals(first.etag(), conflict.details().get(CacheException.CURRENT_ETAG));
    assertRefused(
        Reason.VERSION_CONFLICT, send(replacement(new Precondition.EtagIs("other"), "b")));
    assertEquals(first, current());
    assertNull(find(user("b")));
  }

  @Test
  void precondition_whereThereIsNone_conflictsUnlessItIsAbsent() {
    assertRefused(Reason.VERSION_CONFLICT, send(replacement(new Precondition.RevisionIs(1), "a")));
    assertNull(store().catalogue().namespace(WORKSPACE));
  }

  @Test
  void precondition_onASetPastItsHardExpiry_seesNone() {
    replace("a");
    clock.advance(Duration.ofHours(26));
    write(replacement(new Precondition.Absent(), "b"));
    assertEquals(List.of("b"), currentIds());
  }

  @Test
  void delete_ofAMember_takesItOutOfEverySet() {
    StoredCollection before = replace("a", "b", "c");
    StoredCollection after = replace("b", "c");
    write(delete(user("b")));
    write(purge(user("c")));
    assertEquals(List.of(), ids(after.setId()));
    assertEquals(List.of("a"), ids(before.setId()));
    assertEquals(0, requireCurrent().memberCount());
    assertEquals(after.revision(), requireCurrent().revision());
    assertEquals(0, figures(WORKSPACE, USERS).collectionMembers());
  }

  @Test
  void delete_ofAMember_thatIsPutAgain_doesNotMakeItOneAgain() {
    replace("a", "b");
    write(delete(user("b")));
    write(put(user("b"), "2"));
    assertEquals(List.of("a"), currentIds());
  }

  @Test
  void delete_ofAMemberThatIsMissing_closesTheGap() {
    replace("a", "b", "c");
    write(new InvalidateKeys(WORKSPACE, List.of(user("b")), true));
    write(new InvalidateKeys(WORKSPACE, List.of(user("c")), true));
    assertFalse(write(delete(user("b"))).deleted());
    assertFalse(write(purge(user("c"))).deleted());
    assertEquals(List.of("a"), currentIds());
    assertEquals(1, requireCurrent().memberCount());
    assertEquals(1, figures(WORKSPACE, USERS).collectionMembers());
  }

  @Test
  void invalidateHard_ofAMember_leavesAGap() {
    replace("a", "b");
    write(new InvalidateKeys(WORKSPACE, List.of(user("b")), true));
    assertEquals(List.of("a", "[b]"), currentIds());
    assertEquals(2, requireCurrent().memberCount());
    write(put(user("b"), "2"));
    assertEquals(List.of("a", "b"), currentIds());
  }

  @Test
  void put_ofAMember_isSeenInTheSet() {
    long setId = replace("a").setId();
    write(put(user("a"), "2"));
    assertEquals(content("2"), assertNotNullPage(setId).entries().get(0).content());
  }

  @Test
  void scan_withoutPayloads_tellsTheRest() {
    long setId = replace("a").setId();
    MemberScan.Page page = scan(setId, null, 1000, false);
    assertNotNull(page);
    var entry = page.entries().get(0);
    assertEquals(read(user("a")).validity(), entry.validity());
    assertEquals(content("1").etag(), entry.content().etag());
    Payload payload = entry.content().payload();
    assertNotNull(payload, "it is not a negative one");
    assertEquals(Bytes.EMPTY, payload.bytes());
  }

  @Test
  void scan_inPages_walksTheIdsInTheOrderOfTheirBytes() {
    long seed = System.nanoTime();
    System.out.println("CollectionContract seed " + seed);
    Random random = new Random(seed);
    SortedSet<String> wanted = new TreeSet<>();
    while (wanted.size() < 50) {
      wanted.add("id" + random.nextInt(1000));
    }
    long setId = replace(wanted.toArray(String[]::new)).setId();
    List<String> found = new ArrayList<>();
    String afterId = null;
    do {
      MemberScan.Page page = scan(setId, afterId, 1 + random.nextInt(9), random.nextBoolean());
      assertNotNull(page);
      page.entries().forEach(entry -> found.add(entry.key().id()));
      afterId = page.nextAfterId();
    } while (afterId != null);
    assertEquals(List.copyOf(wanted), found);
  }

  @Test
  void scan_ofAnotherCollectionsSet_findsNothing() {
    long setId = replace("a").setId();
    CollectionRef other = new CollectionRef(WORKSPACE, USERS, "other");
    MemberScan scan = new MemberScan(kind(WORKSPACE, USERS).address(other), setId, null, 10, true);
    assertTrue(await(store().scanMembers(scan, () -> false)).isEmpty());
  }

  @Test
  void clear_putsCollectionsOutOfReach() {
    StoredCollection before = replace("a");
    CollectionAddress address = collectionAddress();
    write(new Clear(WORKSPACE, USERS));
    assertNull(current());
    assertNull(ids(before.setId()));
    MemberScan scan = new MemberScan(address, before.setId(), null, 10, true);
    assertTrue(await(store().scanMembers(scan, () -> false)).isEmpty());
    assertEquals(0, figures(WORKSPACE, USERS).collections());
  }

  @Test
  void clear_ofAKindWithAnEmptyCollectionAlone_clearsThat() {
    replace();
    write(new Clear(WORKSPACE, USERS));
    assertNull(current());
    replace();
    write(new Clear(WORKSPACE, null));
    assertNull(current());
    replace();
    write(new InvalidateKind(WORKSPACE, USERS, true));
    assertNull(current());
  }

  @Test
  void deleteNamespace_takesItsCollectionsWithIt() {
    replace("a");
    write(new DeleteNamespace(WORKSPACE, null));
    write(put(user("a"), "1"));
    assertNull(current());
  }

  @Test
  void invalidate_soft_makesTheSetAndItsMembersStaleFromNow() {
    StoredCollection before = replace("a", "b");
    clock.advance(Duration.ofMinutes(1));
    var result = write(new InvalidateCollection(ALL, false));
    assertEquals(2, result.invalidated());
    assertEquals(clock.instant(), requireCurrent().validity().softExpiry());
    assertEquals(clock.instant(), read(user("a")).validity().softExpiry());
    assertEquals(before.revision(), requireCurrent().revision());
    assertEquals(result.revision() + 1, currentRevision());
  }

  @Test
  void invalidate_hard_removesTheSetAndItsMembers() {
    StoredCollection before = replace("a", "b");
    write(put(user("other"), "1"));
    assertEquals(2, write(new InvalidateCollection(ALL, true)).invalidated());
    assertNull(current());
    assertNull(find(user("a")));
    assertEquals(content("1"), read(user("other")).content());
    assertEquals(List.of("[a]", "[b]"), ids(before.setId()));
    assertEquals(0, figures(WORKSPACE, USERS).collections());
  }

  @Test
  void invalidate_ofNoCollection_reachesNothing() {
    assertEquals(0, write(new InvalidateCollection(ALL, true)).revision());
    long revision = write(put(user("a"), "1")).revision();
    assertEquals(revision, write(new InvalidateCollection(ALL, true)).revision());
  }

  @Test
  void restart_keepsCollections() {
    StoredCollection before = replace("a");
    StoredCollection after = replace("b");
    reopen();
    assertEquals(after, current());
    assertEquals(List.of("a"), ids(before.setId()));
    assertEquals(1, figures(WORKSPACE, USERS).collections());
    assertTrue(replace("c").setId() > after.setId());
  }

  @Test
  void delete_ofWhatIsInNoCollection_changesNone() {
    replace("a");
    write(put(new ObjectKey(WORKSPACE, "messages", "a"), "1"));
    write(put(user("b"), "1"));
    write(delete(user("b")));
    write(delete(new ObjectKey(WORKSPACE, "messages", "a")));
    assertEquals(List.of("a"), currentIds());
  }
}
