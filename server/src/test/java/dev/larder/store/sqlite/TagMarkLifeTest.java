package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.store.TagMarks;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long the marks of invalidated tags are kept, and how many. */
class TagMarkLifeTest extends TestingTagSweep {
  @Test
  void mark_isDroppedAnHourAfterItsLastInvalidation() throws Exception {
    putAll(TAG);
    invalidate(false, TAG);
    database.clock.advance(Duration.ofMinutes(30));
    invalidate(false, TAG);
    long revision = mark().revision();
    runToTheEnd();
    database.clock.advance(TagSweep.KEPT.minusNanos(1_000));
    runToTheEnd();
    assertTrue(mark().isSwept());
    database.clock.advance(Duration.ofNanos(1_000));
    runToTheEnd();
    assertEquals(new TagMarks(Map.of(), revision), marks());
    assertEquals(0, database.number("SELECT count(*) FROM tag_mark"));
    state = database.state();
    assertEquals(new TagMarks(Map.of(), revision), marks());
  }

  @Test
  void mark_notSwept_isNotDroppedHoweverOld() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    Instant invalidated = database.clock.instant();
    invalidate(false, TAG);
    database.clock.advance(TagSweep.KEPT.multipliedBy(2));
    run(Duration.ZERO);
    assertFalse(mark().isSwept());
    runToTheEnd();
    assertEquals(ENTRIES, rowsStaleFrom(invalidated));
    runToTheEnd();
    assertEquals(Map.of(), marks().marks());
  }

  @Test
  void mark_dropped_whatWasPutLateStaysAsItWas() throws Exception {
    putAll(TAG, "other");
    Instant fetched = database.clock.instant();
    database.clock.advance(Duration.ofMinutes(10));
    Instant invalidated = database.clock.instant();
    invalidate(false, TAG);
    invalidate(true, "gone");
    runToTheEnd();
    database.clock.advance(Duration.ofMinutes(10));
    write(put(key(0), fetched, TAG));
    write(put(key(1), fetched, "gone"));
    database.clock.advance(TagSweep.KEPT);
    runToTheEnd();
    assertEquals(Map.of(), marks().marks());
    assertEquals(invalidated, row(0).validity().softExpiry());
    assertFalse(row(1).validity().hardExpiry().isAfter(database.clock.instant()));
  }

  private void invalidateMany(int from, int to) throws SQLException {
    invalidate(false, IntStream.range(from, to).mapToObj(i -> "tag" + i).toArray(String[]::new));
  }

  @Test
  void bound_allUnswept_isRefusedAndChangesNothing() throws Exception {
    putAll(TAG);
    invalidateMany(0, TagMarks.MOST - 1);
    invalidate(false, TAG);
    long revision = revision();
    CacheException refused = assertThrows(CacheException.class, () -> invalidate(true, "more"));
    assertEquals(Reason.OVERLOADED, refused.reason());
    assertEquals(revision, revision());
    assertEquals(TagMarks.MOST, marks().marks().size());
    invalidate(false, TAG, "tag5");
    assertEquals(revision + 2, revision());
  }

  @Test
  void bound_oldestSweptGoFirst_howeverYoung() throws Exception {
    putAll(TAG);
    invalidateMany(0, TagMarks.MOST);
    long first = marks().of("tag0").revision();
    runToTheEnd();
    invalidate(false, TAG, "tag0");
    assertEquals(TagMarks.MOST, marks().marks().size());
    assertFalse(marks().marks().containsKey("tag1"));
    assertTrue(marks().marks().containsKey("tag0"));
    assertEquals(first + 1, marks().floor());
    assertEquals(TagMarks.MOST, database.number("SELECT count(*) FROM tag_mark"));
    assertEquals(first + 1, database.number("SELECT tag_floor FROM namespace"));
  }
}
