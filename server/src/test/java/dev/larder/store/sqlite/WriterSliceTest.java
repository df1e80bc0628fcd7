package dev.larder.store.sqlite;

import static dev.larder.store.sqlite.TestingDatabase.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.sqlite.SqliteStoreConfig.Upkeep;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How the writer does housekeeping in between. */
class WriterSliceTest extends TestingWriter {
  /** A slice that changes something, so that its commit can be seen, as often as it is told to. */
  private static final class Counting implements MaintenanceSlice.InTransaction {
    private final CountDownLatch runs;
    private final boolean faulty;

    Counting(int runs, boolean faulty) {
      this.runs = new CountDownLatch(runs);
      this.faulty = faulty;
    }

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public Duration run(WriteTransaction transaction, SliceBudget time) throws SQLException {
      new CatalogueEdits(transaction).requireKind("acme", "kind" + runs.getCount());
      runs.countDown();
      if (faulty) {
        throw new SQLException("a fault");
      }
      return runs.getCount() > 0 ? Duration.ZERO : Duration.ofDays(1);
    }
  }

  @Test
  void slice_runsWhenNobodyWritesUntilItHasNoMoreToDo() throws Exception {
    writer.close();
    Counting slice = new Counting(3, false);
    writer = writerWith(List.of(slice));
    assertTrue(await(slice.runs));
    answer(submit(database.put("a")));
    assertEquals(4, database.number("SELECT count(*) FROM kind"));
  }

  @Test
  void sliceThatFails_isRolledBackAndWritesGoOn() throws Exception {
    writer.close();
    Counting slice = new Counting(1, true);
    writer = writerWith(List.of(slice));
    assertTrue(await(slice.runs));
    assertEquals(1, answer(submit(database.put("a"))).revision());
    assertEquals(1, database.number("SELECT count(*) FROM kind"));
  }

  /** A slice with work for ever. */
  private static final class Endless implements MaintenanceSlice.OnConnection {
    private final CountDownLatch begun = new CountDownLatch(1);

    @Override
    public String name() {
      return "endless";
    }

    @Override
    public Duration run(Connection connection, SliceBudget time) {
      begun.countDown();
      while (time.remains()) {
        Thread.onSpinWait();
      }
      return Duration.ofDays(1);
    }
  }

  @Test
  void slice_writeComes_givesWay() throws Exception {
    writer.close();
    Endless slice = new Endless();
    // Longer than anybody waits in a test, and the writer ends after it where this test fails.
    Duration full = Duration.ofMinutes(1);
    Upkeep upkeep = new Upkeep(Duration.ofDays(1), 16L << 20, 1_000, full, Duration.ofDays(1));
    writer = writerWith(database.configWith(upkeep), List.of(slice));
    assertTrue(await(slice.begun));
    assertEquals(1, answer(submit(database.put("a"))).revision());
  }
}
