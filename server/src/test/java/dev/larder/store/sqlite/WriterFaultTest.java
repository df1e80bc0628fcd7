package dev.larder.store.sqlite;

import static dev.larder.store.sqlite.TestingDatabase.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException.Reason;
import dev.larder.store.WriteCommand.PutResult;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the writer makes of commands, disks and pages that fail. */
class WriterFaultTest extends TestingWriter {
  @Test
  void faultyCommandOfAGroup_failsAloneAndLeavesNoGap() throws Exception {
    Busy busy = new Busy();
    CompletableFuture<PutResult> before = submit(database.put("before"));
    CompletableFuture<PutResult> faulty = submit(database.faultyPut("faulty"));
    CompletableFuture<PutResult> after = submit(database.put("after"));
    busy.letGo();
    assertEquals(2, answer(before).revision());
    assertInstanceOf(ArithmeticException.class, failure(faulty));
    assertEquals(3, answer(after).revision());
    assertEquals(3, database.number("SELECT count(*) FROM entry"));
    assertEquals(3, database.number("SELECT objects FROM kind"));
    assertEquals(3, database.number("SELECT max(revision) FROM change_log"));
  }

  @Test
  void failedCommand_leavesNothingInMemory() throws Exception {
    assertInstanceOf(ArithmeticException.class, failure(submit(database.faultyPut("faulty"))));
    assertNull(state.catalogue().namespace("acme"));
    assertEquals(0, database.number("SELECT count(*) FROM namespace"));
    assertEquals(List.of(), commits);
    assertEquals(1, answer(submit(database.put("a"))).revision());
  }

  @Test
  void diskFull_isSaidAndWritesGoOnWhenThereIsRoom() throws Exception {
    answer(submit(database.put("small")));
    limitPages(database.number("PRAGMA page_count") + 20);
    CompletableFuture<PutResult> tooLarge = submit(database.putText("large", "x".repeat(500_000)));
    assertEquals(Reason.DISK_FULL, reason(tooLarge));
    assertEquals(1, database.number("SELECT count(*) FROM entry"));
    assertEquals(2, answer(submit(database.put("small enough"))).revision());
    assertEquals(3, answer(submit(database.put("small"))).revision());
    limitPages(1_000_000);
    assertEquals(4, answer(submit(database.putText("large", "x".repeat(500_000)))).revision());
  }

  @Test
  void damagedPage_failsThePutThatMeetsItAndNoOther() throws Exception {
    // So large that each has a page to itself, and neither is ever moved for the other's sake.
    String text = "x".repeat(3_000);
    answer(submit(database.putText("damaged", text)));
    answer(submit(database.putText("sound", text)));
    damageFirstPageOfEntries();
    for (int round = 0; round < 2; round++) {
      SQLException failure =
          assertInstanceOf(SQLException.class, failure(submit(database.putText("damaged", text))));
      assertTrue(DatabaseCheck.isDamage(failure), failure::toString);
      assertEquals(3 + round, answer(submit(database.putText("sound", text))).revision());
    }
    assertEquals(5, answer(submit(database.put("new"))).revision());
  }

  /** While it is closed in order, so that nothing is looked for when it is opened again. */
  private void damageFirstPageOfEntries() throws Exception {
    long page =
        database.number(
            "SELECT pageno FROM dbstat WHERE name = 'entry' AND pagetype = 'leaf'"
                + " ORDER BY path LIMIT 1");
    writer.close();
    database.writing.close();
    database.file.markCleanStop();
    database.close();
    overwrite(page);
    open();
  }

  private void overwrite(long page) throws IOException {
    byte[] noise = new byte[SqlitePragmas.PAGE_BYTES];
    Arrays.fill(noise, (byte) 0xFF);
    try (RandomAccessFile file =
        new RandomAccessFile(database.config.databaseFile().toFile(), "rw")) {
      file.seek((page - 1) * SqlitePragmas.PAGE_BYTES);
      file.write(noise);
    }
  }

  /** Between two writers, because a connection has one user. */
  private void limitPages(long pages) throws Exception {
    writer.close();
    try (Statement statement = database.writing.createStatement()) {
      statement.execute("PRAGMA max_page_count = " + pages);
    }
    writer = writerWith(List.of());
  }
}
