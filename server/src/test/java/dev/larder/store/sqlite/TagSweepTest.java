package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.DeleteNamespace;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the effect of invalidated tags gets into the rows. */
class TagSweepTest extends TestingTagSweep {
  @Test
  void soft_rowsSayItWithoutANewRevision() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    Instant invalidated = database.clock.instant();
    invalidate(false, TAG);
    long revision = revision();
    long before = row(7).revision();
    database.clock.advance(Duration.ofMinutes(10));
    changes.clear();
    runToTheEnd();
    assertEquals(ENTRIES, rowsStaleFrom(invalidated));
    assertEquals(before, row(7).revision());
    assertEquals(revision, revision());
    assertEquals(revision, database.number("SELECT count(*) FROM change_log"));
    assertEquals(ENTRIES, changes.size());
    assertTrue(changes.stream().allMatch(change -> change.entry() == null));
    assertTrue(mark().isSwept());
    assertEquals(1, database.number("SELECT count(*) FROM tag_mark WHERE swept_revision > 0"));
  }

  @Test
  void soft_whatWasPutSinceOrIsStaleAlready_isLeftAlone() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofHours(2));
    invalidate(false, TAG);
    write(put(key(0), database.clock.instant(), TAG));
    changes.clear();
    runToTheEnd();
    assertEquals(List.of(), changes);
  }

  @Test
  void hard_rowsGoAndAreCountedAndLogged() throws Exception {
    putAll(TAG, "other");
    write(put(key(ENTRIES), database.clock.instant(), "other"));
    invalidate(true, TAG);
    long revision = revision();
    changes.clear();
    runToTheEnd();
    assertEquals(1, database.number("SELECT count(*) FROM entry"));
    assertEquals(1, database.number("SELECT count(*) FROM entry_tag"));
    assertEquals(revision + ENTRIES, revision());
    assertEquals(ENTRIES, changes.size());
    assertEquals(ENTRIES, state.statistics().stream().mapToLong(kind -> kind.expirations()).sum());
  }

  @Test
  void timeIsUp_stopsAfterOneRowAndGoesOnThere() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    invalidate(false, TAG);
    for (int i = 1; i <= 70; i++) {
      assertEquals(TagSweep.PAUSE, run(Duration.ZERO));
      assertEquals(i, rowsStaleFrom(database.clock.instant()));
    }
    assertFalse(mark().isSwept());
    runToTheEnd();
    assertEquals(ENTRIES, rowsStaleFrom(database.clock.instant()));
  }

  @Test
  void invalidatedAgainMeanwhile_isSweptAgain() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    Instant first = database.clock.instant();
    invalidate(false, TAG);
    run(Duration.ZERO);
    database.clock.advance(Duration.ofMinutes(1));
    // The very row that the sweep has passed.
    int passed =
        IntStream.range(0, ENTRIES).filter(i -> isStaleFrom(i, first)).findFirst().orElse(-1);
    write(put(key(passed), database.clock.instant(), TAG));
    database.clock.advance(Duration.ofMinutes(1));
    invalidate(false, TAG);
    runToTheEnd();
    assertTrue(mark().isSwept());
    assertEquals(ENTRIES - 1, rowsStaleFrom(first));
    assertEquals(database.clock.instant(), row(passed).validity().softExpiry());
  }

  private boolean isStaleFrom(int number, Instant time) {
    try {
      return row(number).validity().softExpiry().equals(time);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void sliceUndone_tagIsBegunAnew() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    invalidate(false, TAG);
    run(Duration.ZERO);
    assertThrows(
        IllegalStateException.class,
        () ->
            transact(
                transaction -> {
                  var unused = sweep.run(transaction, SliceBudget.of(AMPLE));
                  throw new IllegalStateException("the commit fails");
                }));
    sweep.failed();
    assertEquals(1, rowsStaleFrom(database.clock.instant()));
    assertFalse(mark().isSwept());
    runToTheEnd();
    assertEquals(ENTRIES, rowsStaleFrom(database.clock.instant()));
  }

  @Test
  void restart_goesOn() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    invalidate(false, TAG);
    run(Duration.ZERO);
    state = database.state();
    TagSweep afterwards = new TagSweep(INTERVAL);
    runToTheEnd(afterwards);
    assertEquals(ENTRIES, rowsStaleFrom(database.clock.instant()));
    assertTrue(mark().isSwept());
    state = database.state();
    assertTrue(mark().isSwept());
  }

  @Test
  void damagedRow_isPassedOver() throws Exception {
    putAll(TAG);
    database.clock.advance(Duration.ofMinutes(10));
    invalidate(false, TAG);
    damage();
    runToTheEnd();
    assertTrue(mark().isSwept());
    // So that the audit, which reads every row, finds none that it cannot.
    write(new Clear(NAMESPACE, null));
    runClearedSweep();
  }

  private void damage() throws SQLException {
    try (Statement statement = database.writing.createStatement()) {
      statement.executeUpdate("UPDATE entry SET metadata = x'02ff' WHERE id = 'id7'");
    }
  }

  private void runClearedSweep() throws SQLException {
    ClearedSweep cleared = new ClearedSweep(INTERVAL);
    assertEquals(
        INTERVAL, transact(transaction -> cleared.run(transaction, SliceBudget.of(AMPLE))));
  }

  @Test
  void cleared_meanwhile_isDoneAndTheTagsGoToo() throws Exception {
    putAll(TAG);
    invalidate(false, TAG);
    run(Duration.ZERO);
    write(new Clear(NAMESPACE, null));
    changes.clear();
    runToTheEnd();
    assertEquals(List.of(), changes);
    assertTrue(mark().isSwept());
    runClearedSweep();
    assertEquals(0, database.number("SELECT count(*) FROM entry_tag"));
  }

  @Test
  void namespaceDeleted_meanwhile_isDone() throws Exception {
    putAll(TAG);
    invalidate(false, TAG);
    run(Duration.ZERO);
    write(new DeleteNamespace(NAMESPACE, null));
    runToTheEnd();
    assertEquals(0, database.number("SELECT count(*) FROM tag_mark"));
    putAll(TAG);
    assertEquals(Map.of(), marks().marks());
  }
}
