package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.WriteCommand;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How the store keeps its log and its file short of its own accord. */
class LogAndFileUpkeepTest extends TestingUpkeep {
  @Test
  void checkpoints_underLoad_keepTheLogBounded() throws Exception {
    // Some 30 MB of log in all; each round must see it short again before the next is written.
    for (int i = 0; i < 60; i++) {
      putAll(i * 20, i * 20 + 20, noise(20_000, i));
      await(() -> statistics().logBytes() <= 8 * CHECKPOINT_BYTES);
    }
    await(() -> notYetInTheFile() * 4_096 < CHECKPOINT_BYTES);
  }

  @Test
  void checkpoints_logPastItsBound_isCopiedBackWhileItIsShort() throws Exception {
    // More than the bound, less than what would have the log cut.
    putAll(0, 25, noise(20_000, 1));
    assertTrue(statistics().logBytes() > CHECKPOINT_BYTES);
    await(() -> notYetInTheFile() * 4_096 < CHECKPOINT_BYTES);
    assertTrue(statistics().logBytes() < 4 * CHECKPOINT_BYTES);
  }

  @Test
  void checkpoints_withAReaderThatStays_cutTheLogWhenItIsGone() throws Exception {
    growTheLogBehindAReader();
    await(() -> statistics().logBytes() <= 8 * CHECKPOINT_BYTES);
  }

  @Test
  void checkpoints_writesAfterTheRestart_cutTheLogOnceTheyEnd() throws Exception {
    growTheLogBehindAReader();
    await(
        () -> {
          putAll(0, 1, "y");
          return log("logged") < 100;
        });
    assertTrue(statistics().logBytes() > 8 * CHECKPOINT_BYTES);
    await(() -> statistics().logBytes() == 0);
  }

  @Test
  void vacuum_afterMuchWasRemoved_shrinksTheFile() throws Exception {
    putAll(0, 1_000, noise(20_000, 1));
    await(() -> statistics().databaseBytes() > 20_000_000);
    write(new WriteCommand.Clear(NAMESPACE, null));
    await(() -> statistics().databaseBytes() < 8_000_000);
  }

  private void growTheLogBehindAReader() throws Exception {
    try (Connection connection =
            new SqlitePragmas(TestingSqliteConfigs.of(directory)).reader().getConnection();
        Statement statement = connection.createStatement()) {
      putAll(0, 1, "x");
      statement.execute("BEGIN");
      statement.executeQuery("SELECT count(*) FROM entry").close();
      putAll(0, 200, noise(20_000, 1));
      assertTrue(statistics().logBytes() > 8 * CHECKPOINT_BYTES);
      statement.execute("COMMIT");
    }
  }

  private long notYetInTheFile() throws Exception {
    return log("logged") - log("copied");
  }

  /** How many frames of the log there are, or are in the file. */
  private long log(String figure) throws Exception {
    try (Connection connection =
            new SqlitePragmas(TestingSqliteConfigs.of(directory)).reader().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
      row.next();
      return row.getLong(figure.equals("logged") ? 2 : 3);
    }
  }

  private static String noise(int length, long seed) {
    StringBuilder text = new StringBuilder();
    Random random = new Random(seed);
    while (text.length() < length) {
      text.append(Long.toString(random.nextLong() >>> 1, Character.MAX_RADIX));
    }
    return text.toString();
  }
}
