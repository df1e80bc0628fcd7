package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What callers are told of SQLite's errors. */
class SqliteErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "SQLITE_FULL, DISK_FULL",
    "SQLITE_IOERR_SHMSIZE, DISK_FULL",
    "SQLITE_INTERRUPT, CANCELLED"
  })
  void translate_whatACallerCanUnderstand_hasAReason(SQLiteErrorCode code, Reason reason) {
    Throwable told = SqliteErrors.translate(new SQLiteException("message", code));
    assertEquals(reason, assertInstanceOf(CacheException.class, told).reason());
  }

  @ParameterizedTest
  @EnumSource(
      value = SQLiteErrorCode.class,
      names = {"SQLITE_CORRUPT", "SQLITE_IOERR_READ", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_BUSY"})
  void translate_anythingElse_staysAFault(SQLiteErrorCode code) {
    SQLException fault = new SQLiteException("message", code);
    assertSame(fault, SqliteErrors.translate(fault));
  }
}
