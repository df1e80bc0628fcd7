package dev.larder.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log which failures of SQLite are a matter of the disk, and what to do. Every failure
 * is to be noted here, though most say nothing. Thread-safe.
 */
final class DatabaseFailures {
  private static final Logger log = LoggerFactory.getLogger(DatabaseFailures.class);

  /** Every write fails while a disk is full, and each of their callers is told. */
  private static final Duration BETWEEN_WORDS_OF_A_FULL_DISK = Duration.ofMinutes(1);

  private final Path path;
  private final AtomicBoolean damaged = new AtomicBoolean();
  private final AtomicLong toldOfFullDisk =
      new AtomicLong(System.nanoTime() - BETWEEN_WORDS_OF_A_FULL_DISK.toNanos());

  DatabaseFailures(Path path) {
    this.path = path;
  }

  /** For people: SQLite says of a full disk that an insertion failed. */
  static String reason(Exception failure) {
    return failure instanceof SQLException error && SqliteErrors.isDiskFull(error)
        ? "the disk is full. Free as much space on it as the file's log takes, some MB, and start again"
        : String.valueOf(failure.getMessage());
  }

  /**
   * The first that speaks of damage is logged loudly. Until the next start, which checks the file,
   * the server goes on: what lies on sound pages can still be read.
   */
  void note(SQLException failure) {
    if (DatabaseCheck.isDamage(failure) && damaged.compareAndSet(false, true)) {
      log.error(
          "THE DATABASE FILE {} IS DAMAGED. Check the disk and restart the server: it checks the file when it starts.",
          path,
          failure);
    } else if (SqliteErrors.isDiskFull(failure) && isTimeToSaySo(System.nanoTime())) {
      log.error(
          "THE DISK OF {} IS FULL: writes, deletes too, are refused with DISK_FULL, reads go on. Free space on that disk; the server need not be restarted.",
          path);
    }
  }

  private boolean isTimeToSaySo(long now) {
    long last = toldOfFullDisk.get();
    return now - last >= BETWEEN_WORDS_OF_A_FULL_DISK.toNanos()
        && toldOfFullDisk.compareAndSet(last, now);
  }

  /** True when any failure spoke of damage: the file is not to pass for one closed in order. */
  boolean sawDamage() {
    return damaged.get();
  }
}
