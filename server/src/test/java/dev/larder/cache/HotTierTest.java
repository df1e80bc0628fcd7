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
    tier.change(ADDRESS, FIRST);
    long stamp = tier.stamp(ADDRESS);
    tier.discover(ADDRESS, stamp, SECOND);
    tier.evictAll();
    tier.confirm(ADDRESS, stamp, FIRST);

    assertNull(tier.find(ADDRESS));
  }

  @Test
  void discover_nothing_removesAndStopsSlowerReads() {
    tier.change(ADDRESS, FIRST);
    long stamp = tier.stamp(ADDRESS);
    tier.discover(ADDRESS, stamp, null);
    tier.confirm(ADDRESS, stamp, FIRST);

    assertNull(tier.find(ADDRESS));
  }

  @Test
  void discover_stampMoved_olderEntryGoesAndNothingIsKept() {
    tier.change(ADDRESS, FIRST);
    tier.discover(ADDRESS, HotTier.NO_STAMP, SECOND);

    assertNull(tier.find(ADDRESS));
  }

  @Test
  void discover_olderThanWhatIsHere_changesNothing() {
    tier.change(ADDRESS, SECOND);
    tier.discover(ADDRESS, tier.stamp(ADDRESS), FIRST);

    assertEquals(SECOND, tier.find(ADDRESS));
  }

  @Test
  void change_newer_replaces() {
    tier.change(ADDRESS, FIRST);
    tier.change(ADDRESS, SECOND);

    assertEquals(SECOND, tier.find(ADDRESS));
  }

  @Test
  void change_largeNewcomer_isNotKept() {
    tier.change(ADDRESS, sized(1, HotTier.LARGEST_NEWCOMER + 1));

    assertNull(tier.find(ADDRESS));
  }

  @Test
  void change_largeEntryThatWasHere_isKept() {
    Entry large = sized(2, HotTier.LARGEST_NEWCOMER + 1);
    tier.change(ADDRESS, FIRST);
    tier.change(ADDRESS, large);

    assertEquals(large, tier.find(ADDRESS));
  }

  @Test
  void change_overASixteenthOfTheTier_olderEntryGoes() {
    tier.change(ADDRESS, FIRST);
    tier.change(ADDRESS, sized(2, (1 << 16) + 1));

    assertNull(tier.find(ADDRESS));
  }

  @Test
  void find_otherGeneration_isAbsent() {
    tier.change(ADDRESS, FIRST);

    assertNull(tier.find(new EntryAddress(2, TestingEntries.key("a"))));
  }

  @Test
  void bytes_manyEntries_stayWithinTheBound() {
    for (int i = 0; i < 10_000; i++) {
      String id = "id-" + i;
      tier.change(
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

  /** An entry that weighs just so much. */
  private static Entry sized(long revision, long weight) {
    long bare = TestingEntries.entry("a", revision, "").weight();
    return TestingEntries.entry("a", revision, "x".repeat((int) (weight - bare)));
  }
}
