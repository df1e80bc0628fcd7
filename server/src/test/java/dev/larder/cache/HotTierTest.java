package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Entry;
import dev.larder.store.EntryAddress;
import org.junit.jupiter.api.Test;

final class HotTierTest {
  private static final EntryAddress ADDRESS = new EntryAddress(1, TestingEntries.key("a"));
  private static final Entry FIRST = TestingEntries.entry("a", 1, "first");
  private static final Entry SECOND = TestingEntries.entry("a", 2, "second");

  private final HotTier tier = new HotTier(1 << 20);

  @Test
  void confirm_nothingChangedSinceTheStamp_isKept() {
    tier.confirm(ADDRESS, tier.stamp(ADDRESS), FIRST);

    assertEquals(FIRST, tier.find(ADDRESS));
  }

  @Test
  void confirm_changedSinceTheStamp_newerEntryStays() {
    long stamp = tier.stamp(ADDRESS);
    keep(FIRST);
    tier.change(ADDRESS, SECOND);
    tier.confirm(ADDRESS, stamp, FIRST);

    assertEquals(SECOND, tier.find(ADDRESS));
  }

  @Test
  void confirm_removedSinceTheStamp_staysRemoved() {
    long stamp = tier.stamp(ADDRESS);
    tier.change(ADDRESS, null);
    tier.confirm(ADDRESS, stamp, FIRST);

    assertNull(tier.find(ADDRESS));
  }

  @Test
  void confirm_olderThanWhatAnotherReadBrought_newerEntryStays() {
    long stamp = tier.stamp(ADDRESS);
    tier.confirm(ADDRESS, stamp, SECOND);
    tier.confirm(ADDRESS, stamp, FIRST);

    assertEquals(SECOND, tier.find(ADDRESS));
  }

  @Test
  void discover_newerEntry_replacesAndStopsSlowerReads() {
    keep(FIRST);
    long stamp = tier.stamp(ADDRESS);
    tier.discover(ADDRESS, stamp, SECOND);
    tier.evictAll();
    tier.confirm(ADDRESS, stamp, FIRST);

    assertNull(tier.find(ADDRESS));
  }

  @Test
  void discover_nothing_removesAndStopsSlowerReads() {
    keep(FIRST);
    long stamp = tier.stamp(ADDRESS);
    tier.discover(ADDRESS, stamp, null);
    tier.confirm(ADDRESS, stamp, FIRST);

    assertNull(tier.find(ADDRESS));
  }

  @Test
  void discover_stampMoved_olderEntryGoesAndNothingIsKept() {
    keep(FIRST);
    tier.discover(ADDRESS, HotTier.NO_STAMP, SECOND);

    assertNull(tier.find(ADDRESS));
  }

  @Test
  void discover_olderThanWhatIsHere_changesNothing() {
    keep(SECOND);
    tier.discover(ADDRESS, tier.stamp(ADDRESS), FIRST);

    assertEquals(SECOND, tier.find(ADDRESS));
  }

  @Test
  void change_newer_replaces() {
    keep(FIRST);
    tier.change(ADDRESS, SECOND);

    assertEquals(SECOND, tier.find(ADDRESS));
  }

  @Test
  void change_ofWhatIsNotHere_isNotKept() {
    tier.change(ADDRESS, FIRST);

    assertNull(tier.find(ADDRESS));
  }

  @Test
  void change_ofWhatIsNotHere_stopsSlowerReads() {
    long stamp = tier.stamp(ADDRESS);
    tier.change(ADDRESS, SECOND);
    tier.confirm(ADDRESS, stamp, FIRST);

    assertNull(tier.find(ADDRESS));
  }

  @Test
  void change_overASixteenthOfTheTier_olderEntryGoes() {
    keep(FIRST);
    tier.change(ADDRESS, sized(2, (1 << 16) + 1));

    assertNull(tier.find(ADDRESS));
  }

  @Test
  void find_otherGeneration_isAbsent() {
    keep(FIRST);

    assertNull(tier.find(new EntryAddress(2, TestingEntries.key("a"))));
  }

  @Test
  void bytes_manyEntries_stayWithinTheBound() {
    for (int i = 0; i < 10_000; i++) {
      String id = "id-" + i;
      keep(
          new EntryAddress(1, TestingEntries.key(id)),
          TestingEntries.entry(id, i, "x".repeat(1_000)));
    }

    assertTrue(tier.bytes() <= 1 << 20, () -> tier.bytes() + " bytes");
    assertTrue(tier.size() > 500, () -> tier.size() + " entries");
  }

  @Test
  void find_noBytesAllowed_nothingIsEverKept() {
    HotTier none = new HotTier(0);
    none.change(ADDRESS, FIRST);
    none.confirm(ADDRESS, none.stamp(ADDRESS), FIRST);

    assertNull(none.find(ADDRESS));
    assertEquals(0, none.bytes());
  }

  @Test
  void overhaul_letsTheGenerationGoAndNoOther() {
    EntryAddress other = new EntryAddress(2, TestingEntries.key("a"));
    keep(FIRST);
    keep(other, FIRST);
    tier.overhaul(1);

    assertNull(tier.find(ADDRESS));
    assertEquals(FIRST, tier.find(other));
  }

  @Test
  void overhaul_stopsReadsThatBeganBeforeIt() {
    long stamp = tier.stamp(ADDRESS);
    tier.overhaul(1);
    tier.confirm(ADDRESS, stamp, FIRST);

    assertNull(tier.find(ADDRESS));
    keep(SECOND);
    assertEquals(SECOND, tier.find(ADDRESS));
  }

  private void keep(Entry entry) {
    keep(ADDRESS, entry);
  }

  /** As a read does when nothing has changed meanwhile. */
  private void keep(EntryAddress address, Entry entry) {
    tier.confirm(address, tier.stamp(address), entry);
  }

  /** An entry that weighs just so much. */
  private static Entry sized(long revision, long weight) {
    long bare = TestingEntries.entry("a", revision, "").weight();
    return TestingEntries.entry("a", revision, "x".repeat((int) (weight - bare)));
  }
}
