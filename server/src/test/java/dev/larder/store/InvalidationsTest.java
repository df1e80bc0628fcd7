package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Since when an entry is stale, after any number of invalidations. */
class InvalidationsTest {
  private static final Instant START = Instant.parse("2026-01-15T12:00:00Z");

  private static Instant minute(long minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  @Test
  void staleFrom_several_isTheEarliestThatReachesTheRevision() {
    Invalidations several =
        Invalidations.NONE
            .plus(new Invalidation(10, minute(1)))
            .plus(new Invalidation(20, minute(2)))
            .plus(new Invalidation(30, minute(3)));
    assertEquals(minute(1), several.staleFrom(1));
    assertEquals(minute(1), several.staleFrom(10));
    assertEquals(minute(2), several.staleFrom(11));
    assertEquals(minute(2), several.staleFrom(20));
    assertEquals(minute(3), several.staleFrom(30));
    assertNull(several.staleFrom(31));
  }

  @Test
  void staleFrom_none_isNever() {
    assertNull(Invalidations.NONE.staleFrom(0));
  }

  @Test
  void plus_clockWasSetBack_theEarlierTimeHoldsForAll() {
    Invalidations several =
        Invalidations.NONE
            .plus(new Invalidation(10, minute(1)))
            .plus(new Invalidation(20, minute(5)))
            .plus(new Invalidation(30, minute(3)));
    assertEquals(
        List.of(new Invalidation(10, minute(1)), new Invalidation(30, minute(3))),
        several.ascending());
    assertEquals(minute(3), several.staleFrom(15));
  }

  @Test
  void plus_beyondTheMost_mergesTwoIntoTheLaterRevisionAndTheEarlierTime() {
    Invalidations full = everyMinute(Invalidations.MOST);
    int last = Invalidations.MOST + 1;
    Invalidations merged = full.plus(new Invalidation(last, minute(last)));
    assertEquals(Invalidations.MOST, full.ascending().size());
    assertEquals(Invalidations.MOST, merged.ascending().size());
    assertEquals(new Invalidation(2, minute(1)), merged.ascending().get(0));
    assertEquals(minute(1), merged.staleFrom(2));
    assertEquals(minute(3), merged.staleFrom(3));
    assertEquals(minute(last), merged.staleFrom(last));
  }

  @Test
  void plus_farBeyondTheMost_isNeverLateAndNotMuchTooEarly() {
    int count = 5_000;
    Invalidations invalidations = everyMinute(count);
    assertEquals(Invalidations.MOST, invalidations.ascending().size());
    for (long revision = 1; revision <= count; revision++) {
      Instant staleFrom = invalidations.staleFrom(revision);
      assertNotNull(staleFrom);
      long exact = count - revision;
      long told = Duration.between(staleFrom, minute(count)).toMinutes();
      assertTrue(told >= exact, "stale for " + told + " minutes, not for " + exact);
      assertTrue(2 * told <= 3 * exact, "stale for " + told + " minutes instead of " + exact);
    }
  }

  /** The revision is the number of the minute. */
  private static Invalidations everyMinute(int count) {
    Invalidations invalidations = Invalidations.NONE;
    for (int i = 1; i <= count; i++) {
      invalidations = invalidations.plus(new Invalidation(i, minute(i)));
    }
    return invalidations;
  }
}
