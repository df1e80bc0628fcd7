package dev.larder.store.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the write-ahead log back into the file, on a thread and a connection of its own, so that
 * no commit ever pays for it.
 *
 * <p>As a rule by PASSIVE checkpoints, which stand in nobody's way. After one that got to the end,
 * the next commit begins the log anew, unless a reader still reads from it; readers that follow
 * closely on each other can keep that from ever happening. So when the log has become several times
 * as long as it should be, a TRUNCATE checkpoint holds the writers and waits for the readers, but
 * only for a moment at a time: it is tried again until it hits on a gap.
 *
 * <p>Thread-safe. {@link #close} waits for a checkpoint that is under way.
 */
final class Checkpointer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Checkpointer.class);
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final int TOO_LONG_FACTOR = 4;

  /** How long a TRUNCATE may hold up commits while it waits for readers. */
  private static final int TRUNCATE_WAIT_MILLIS = 20;

  private final DatabaseFile file;
  private final long bytes;
  private final Connection connection;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final WorkerThreads thread;
  private boolean failing;

  /**
   * Begins to look at the log now and then.
   *
   * @param bytes the length of what is not yet copied back from which a checkpoint is due
   */
  Checkpointer(DatabaseFile file, long bytes) throws SQLException {
    this.file = file;
    this.bytes = bytes;
    this.connection = file.pragmas().checkpointer().getConnection();
    this.thread = new WorkerThreads("sqlite-checkpoint", 1, this::serve);
  }

  private void serve() {
    while (!closedWithin(INTERVAL)) {
      look();
    }
  }

  private boolean closedWithin(Duration time) {
    try {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; whoever does ends it.
      return true;
    }
  }

  private void look() {
    try {
      checkpointIfDue();
      failing = false;
    } catch (SQLException e) {
      file.noteFailure(e);
      if (!failing) {
        log.warn("The write-ahead log could not be checkpointed; it is tried again", e);
      }
      failing = true;
    } catch (RuntimeException e) {
      // A fault of ours, but the log must not grow without end for it.
      log.error("A checkpoint failed", e);
    }
  }

  /**
   * What a checkpoint found.
   *
   * @param busy it could not do all that it was asked for
   * @param logged frames in the log
   * @param copied those of them that are in the file
   */
  private record Result(boolean busy, long logged, long copied) {}

  private void checkpointIfDue() throws SQLException {
    if (file.logBytes() < bytes) {
      return;
    }
    long pageBytes = SqlitePragmas.PAGE_BYTES;
    Result found = checkpoint("NOOP");
    if ((found.logged() - found.copied()) * pageBytes >= bytes) {
      found = checkpoint("PASSIVE");
      log.debug("Checkpointed {} of {} frames", found.copied(), found.logged());
    }
    if (found.logged() * pageBytes > TOO_LONG_FACTOR * bytes) {
      truncate(found.logged() * pageBytes);
    }
  }

  private void truncate(long logBytes) throws SQLException {
    setBusyTimeout(TRUNCATE_WAIT_MILLIS);
    try {
      boolean done = !checkpoint("RESTART").busy();
      log.debug("The write-ahead log of {} bytes was {}cut", logBytes, done ? "" : "not ");
    } finally {
      setBusyTimeout(0);
    }
  }

  private void setBusyTimeout(int milliseconds) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + milliseconds);
    }
  }

  private Result checkpoint(String mode) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      row.next();
      return new Result(row.getInt(1) != 0, row.getLong(2), row.getLong(3));
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.join();
    closeConnection();
  }

  private void closeConnection() {
    try {
      connection.close();
    } catch (SQLException e) {
      log.warn("The connection of the checkpoints was not closed in order", e);
    }
  }
}
