package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Lifetime;
import dev.larder.model.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What invalidated tags make of a validity, and which of them are dropped. */
class TagMarksTest {
  private static final Instant START = Instant.parse("2026-01-15T12:00:00Z");

  private static Instant minute(long minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  private static Validity fetched(Instant time) {
    return new Validity(time, Lifetime.DEFAULT, time.plus(Duration.ofHours(100)));
  }

  private static TagMark soft(TagMark mark, long revision, long minute) {
    return mark.plus(new Invalidation(revision, minute(minute)), false);
  }

  private static TagMark hard(TagMark mark, long revision, long minute) {
    return mark.plus(new Invalidation(revision, minute(minute)), true);
  }

  private static Instant staleFrom(TagMark mark, long revision, long fetchMinute) {
    return mark.apply(fetched(minute(fetchMinute)), revision).softExpiry();
  }

  @Test
  void apply_noTagOrNoMark_isTheVeryValidity() {
    Validity validity = fetched(START);
    TagMarks marks = TagMarks.NONE.with(Map.of("a", soft(TagMark.NONE, 5, 1)));
    assertSame(validity, TagMarks.NONE.apply(validity, 1, List.of("a")));
    assertSame(validity, marks.apply(validity, 1, List.of()));
    assertSame(validity, marks.apply(validity, 1, List.of("b")));
  }

  @Test
  void apply_gone_isPastWhateverTheClockSays() {
    Validity gone = hard(TagMark.NONE, 5, 1).apply(fetched(START), 5);
    assertFalse(gone.hardExpiry().isAfter(Instant.EPOCH));
    assertEquals(gone, gone.gone());
  }

  @Test
  void plus_clockWasSetBack_reachesWhatEitherDid() {
    TagMark mark = soft(soft(TagMark.NONE, 10, 30), 20, 10);
    assertEquals(1, mark.soft().size());
    assertEquals(minute(10), staleFrom(mark, 15, 5));
    assertEquals(minute(29), staleFrom(mark, 99, 29));
    assertEquals(fetched(minute(30)).softExpiry(), staleFrom(mark, 99, 30));
    assertEquals(minute(30), mark.time());
  }

  @Test
  void plusHard_clockWasSetBack_keepsTheLaterTime() {
    TagMark mark = hard(hard(TagMark.NONE, 10, 30), 20, 10);
    assertTrue(mark.apply(fetched(minute(29)), 99).hardExpiry().isBefore(START));
    assertEquals(minute(30), mark.time());
    assertEquals(20, mark.revision());
  }

  @Test
  void isSwept_afterAnotherInvalidation_isNotAnyMore() {
    TagMark swept = soft(TagMark.NONE, 10, 1).swept(10);
    assertTrue(swept.isSwept());
    assertFalse(soft(swept, 11, 2).isSwept());
    assertFalse(hard(swept, 11, 2).isSwept());
  }

  private static TagMarks many(int count, int swept) {
    Map<String, TagMark> marks = new HashMap<>();
    for (int i = 0; i < count; i++) {
      TagMark mark = soft(TagMark.NONE, i + 1, i);
      marks.put("tag" + i, i < swept ? mark.swept(i + 1) : mark);
    }
    return TagMarks.NONE.with(marks);
  }

  @Test
  void inTheWayOf_roomForAll_isNobody() {
    assertEquals(List.of(), many(TagMarks.MOST - 2, 5).inTheWayOf(Set.of("x", "y", "tag0")));
  }

  @Test
  void inTheWayOf_overTheBound_areTheOldestThatAreSweptAndNotWanted() {
    TagMarks full = many(TagMarks.MOST, 10);
    assertEquals(List.of("tag1", "tag2"), full.inTheWayOf(Set.of("x", "y", "tag0")));
  }

  @Test
  void inTheWayOf_tooFewAreSwept_isFewerThanItTakes() {
    assertEquals(List.of("tag0"), many(TagMarks.MOST, 1).inTheWayOf(Set.of("x", "y")));
  }

  @Test
  void without_raisesTheFloorToTheHighestDropped() {
    TagMarks left = many(10, 10).without(List.of("tag4", "tag2", "absent"));
    assertEquals(8, left.marks().size());
    assertEquals(5, left.floor());
    assertTrue(left.invalidatedSince(List.of("whatever"), 4));
    assertFalse(left.invalidatedSince(List.of("whatever"), 5));
    assertFalse(left.invalidatedSince(List.of(), 4));
    assertEquals(5, left.without(List.of("tag0")).floor());
  }
}
