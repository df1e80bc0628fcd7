package dev.larder.store.sqlite;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import java.sql.SQLException;
import java.util.Map;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a caller is told of SQLite's errors. */
final class SqliteErrors {
  /** Long enough for a queue to shrink, short enough not to be felt. */
  private static final String RETRY_AFTER_MILLIS = "50";

  private SqliteErrors() {}

  /** The CacheException that says it; the failure itself when it is a fault of ours. */
  static Throwable translate(Throwable failure) {
    return failure instanceof SQLException error ? translate(error) : failure;
  }

  private static Throwable translate(SQLException error) {
    if (isDiskFull(error)) {
      return new CacheException(Reason.DISK_FULL, "the disk is full", Map.of(), error);
    }
    return isInterrupt(error) ? cancelled() : error;
  }

  static CacheException cancelled() {
    return new CacheException(Reason.CANCELLED, "the caller has gone");
  }

  static CacheException overloaded(String queue) {
    return new CacheException(
        Reason.OVERLOADED,
        "the queue " + queue + " is full",
        Map.of(CacheException.RETRY_AFTER_MILLIS, RETRY_AFTER_MILLIS));
  }

  static CacheException shuttingDown() {
    return new CacheException(
        Reason.SHUTTING_DOWN,
        "the store is closing",
        Map.of(CacheException.RETRY_AFTER_MILLIS, RETRY_AFTER_MILLIS));
  }

  static boolean isInterrupt(SQLException error) {
    return error.getErrorCode() == SQLiteErrorCode.SQLITE_INTERRUPT.code;
  }

  /** The second is how a full disk shows when the index of the write-ahead log must grow. */
  static boolean isDiskFull(SQLException error) {
    return error.getErrorCode() == SQLiteErrorCode.SQLITE_FULL.code
        || (error instanceof SQLiteException precise
            && precise.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE);
  }
}
