package dev.larder.store.sqlite;

import java.io.IOException;
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
 * <p>It does so by PASSIVE checkpoints, which stand in nobody's way. After one that got to the end,
 * the next commit begins the log anew; but while one write follows the other there is always
 * something behind that end, and readers that follow closely on each other can hold on to a log for
 * ever. So when the log has become several times as long as it should be, what is left of it is
 * copied as far as that goes, and the writer is asked to begin it anew.
 *
 * <p>Thread-safe. {@link #close} waits for a checkpoint that is under way.
 */
final class Checkpointer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Checkpointer.class);
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final int TOO_LONG_FACTOR = 4;
  private static final int FAR_TOO_LONG_FACTOR = 8;

  /** So few frames hold the writer up for no longer than a large commit does. */
  private static final int FEW_FRAMES = 256;

  /**
   * With so few the writer is asked to restart: it copies and flushes them in some milliseconds.
   */
  private static final int FEW_FRAMES_LEFT = 4 * FEW_FRAMES;

  /** A log that has not grown for so many looks, of {@link #INTERVAL} each, is taken for quiet. */
  private static final int QUIET_LOOKS = 5;

  /**
   * Each leaves what was written while it ran, which is less and less, unless writers are faster.
   */
  private static final int MOST_PASSES = 5;

  private final DatabaseFile file;
  private final long bytes;
  private final LogRestart restart;
  private final Connection connection;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final WorkerThreads thread;
  private boolean failing;
  private long framesAtLastLook = -1;
  private int unchangedLooks;

  /**
   * Begins to look at the log now and then.
   *
   * @param bytes the length of what is not yet copied back from which a checkpoint is due
   * @param restart is asked for when the log is too long
   */
  Checkpointer(DatabaseFile file, long bytes, LogRestart restart) throws SQLException {
    this.file = file;
    this.bytes = bytes;
    this.restart = restart;
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
      if (!SqliteErrors.isDiskFull(e)) {
        warnOnce(e);
      }
    } catch (IOException e) {
      warnOnce(e);
    } catch (RuntimeException e) {
      // A fault of ours, but the log must not grow without end for it.
      log.error("A checkpoint failed", e);
    }
  }

  private void warnOnce(Exception failure) {
    if (!failing) {
      log.warn("The write-ahead log could not be checkpointed; it is tried again", failure);
    }
    failing = true;
  }

  /**
   * What a checkpoint found.
   *
   * @param logged frames in the log
   * @param copied those of them that are in the file
   */
  private record Result(long logged, long copied) {
    long left() {
      return logged - copied;
    }
  }

  private void checkpointIfDue() throws SQLException, IOException {
    if (file.logBytes() < bytes) {
      return;
    }
    Result found = checkpoint("NOOP");
    countUnchanged(found);
    if (isQuiet() && isFileFarTooLong()) {
      giveRoomBack(found);
    } else if (found.left() > 0 || found.logged() != restart.restartedFrames()) {
      keepShort(found);
    }
    // Else nothing was written since the restart: the next write is what begins the log anew.
  }

  private void countUnchanged(Result found) {
    unchangedLooks = found.logged() == framesAtLastLook ? unchangedLooks + 1 : 0;
    framesAtLastLook = found.logged();
  }

  private boolean isQuiet() {
    return unchangedLooks >= QUIET_LOOKS;
  }

  private void keepShort(Result found) throws SQLException, IOException {
    Result now = bytes(found.left()) >= bytes ? copy() : found;
    if (bytes(now.logged()) > TOO_LONG_FACTOR * bytes) {
      askForRestart(now, leaveFewFrames(now.left()));
    }
  }

  /**
   * Copies as much as can be copied, and has it flushed. SQLite flushes the file only when the
   * whole log has been copied, so while one write follows the other it never does; the restart then
   * would have to, with all writers waiting for it.
   */
  private Result copy() throws SQLException, IOException {
    checkpoint("PASSIVE");
    file.flush();
    Result now = checkpoint("NOOP");
    log.debug("Checkpointed {} of {} frames", now.copied(), now.logged());
    return now;
  }

  /** Copies what came while it was copied, for as long as it gets less; answers what is left. */
  private long leaveFewFrames(long known) throws SQLException, IOException {
    long left = known;
    long before = Long.MAX_VALUE;
    for (int pass = 0;
        pass < MOST_PASSES && left > FEW_FRAMES && left < before && closed.getCount() > 0;
        pass++) {
      before = left;
      left = copy().left();
    }
    return left;
  }

  /**
   * Only when little is left, for the writer would have to copy and flush the rest; in a log that
   * grows on for all that, also when more is left, but never as much as a reader who stays keeps
   * from being copied.
   */
  private void askForRestart(Result found, long left) {
    boolean farTooLong = bytes(found.logged()) > FAR_TOO_LONG_FACTOR * bytes;
    if (bytes(left) < bytes && (left <= FEW_FRAMES_LEFT || farTooLong)) {
      log.debug("Asks for a restart of the log with {} frames left", left);
      restart.ask();
    }
  }

  /**
   * A long file is of a burst, or of a reader that stayed. It is cut when nobody writes: cutting
   * takes a tenth of a second and more, which no put should wait for.
   */
  private void giveRoomBack(Result found) throws SQLException, IOException {
    Result now = found.left() == 0 ? found : copy();
    if (now.left() == 0) {
      restart.askToCut(now.logged());
    }
  }

  private boolean isFileFarTooLong() {
    return file.logBytes() > FAR_TOO_LONG_FACTOR * bytes;
  }

  private static long bytes(long frames) {
    return frames * SqlitePragmas.PAGE_BYTES;
  }

  private Result checkpoint(String mode) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      row.next();
      return new Result(row.getLong(2), row.getLong(3));
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
