package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class DatabaseFailuresTest {
  private final DatabaseFailures failures = new DatabaseFailures(Path.of("larder.db"));

  @Test
  void note_damage_isRemembered() {
    assertFalse(failures.sawDamage());
    failures.note(new SQLiteException("message", SQLiteErrorCode.SQLITE_CORRUPT));
    failures.note(new SQLiteException("message", SQLiteErrorCode.SQLITE_FULL));
    assertTrue(failures.sawDamage());
  }

  @ParameterizedTest
  @EnumSource(
      value = SQLiteErrorCode.class,
      names = {"SQLITE_FULL", "SQLITE_BUSY", "SQLITE_INTERRUPT", "SQLITE_IOERR_SHMSIZE"})
  void note_whatIsNoDamage_leavesTheFileSound(SQLiteErrorCode code) {
    failures.note(new SQLiteException("message", code));
    assertFalse(failures.sawDamage());
  }

  @Test
  void reason_ofAFullDisk_saysWhatToDo() {
    String reason =
        DatabaseFailures.reason(
            new SQLiteException("[SQLITE_FULL] Insertion failed", SQLiteErrorCode.SQLITE_FULL));
    assertTrue(reason.startsWith("the disk is full. Free "), reason);
    assertEquals("no such device", DatabaseFailures.reason(new IOException("no such device")));
  }
}
