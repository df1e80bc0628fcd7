package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.StoreOpenException;
import dev.larder.store.sqlite.SqliteStoreConfig.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a database file is opened, and what is kept in it. */
class DatabaseFileTest extends TestingDatabaseFile {
  @Test
  void open_inNewDirectory_makesBothForTheOwnerAlone() throws Exception {
    Path inner = directory.resolve("a/b");
    try (DatabaseFile file = DatabaseFile.open(TestingSqliteConfigs.of(inner), clock)) {
      assertTrue(file.bytes() > 0);
    }
    assertEquals("rwx------", permissions(inner));
    assertEquals("rw-------", permissions(inner.resolve("larder.db")));
  }

  @Test
  void open_newFile_settlesWhatTheFileKeeps() throws Exception {
    try (DatabaseFile file = open();
        Connection connection = file.pragmas().writer().getConnection()) {
      assertEquals("4096", pragma(connection, "page_size"));
      assertEquals("2", pragma(connection, "auto_vacuum"));
      assertEquals("wal", pragma(connection, "journal_mode"));
      assertEquals("0", pragma(connection, "wal_autocheckpoint"));
      assertEquals("1", pragma(connection, "synchronous"));
      assertEquals("1", pragma(connection, "foreign_keys"));
      assertEquals("-4096", pragma(connection, "cache_size"));
      assertEquals("5000", pragma(connection, "busy_timeout"));
    }
  }

  @Test
  void reader_write_isRefused() throws Exception {
    try (DatabaseFile file = open();
        Connection connection = file.pragmas().reader().getConnection();
        Statement statement = connection.createStatement()) {
      assertEquals("1", pragma(connection, "query_only"));
      assertThrows(
          SQLException.class, () -> statement.executeUpdate("UPDATE store_state SET epoch = ''"));
    }
  }

  @Test
  void open_again_keepsEpochAndRows() throws Exception {
    String epoch = fill(true);
    try (DatabaseFile file = open()) {
      assertEquals(epoch, file.epoch());
      assertEquals(1_000, entries(file));
    }
    assertEquals(List.of(), setAside());
  }

  @Test
  void open_afterUncleanStop_keepsSoundFile() throws Exception {
    String epoch = fill(false);
    try (DatabaseFile file = open()) {
      assertEquals(epoch, file.epoch());
      assertEquals(1_000, entries(file));
    }
    assertEquals(List.of(), setAside());
  }

  @Test
  void markCleanStop_leavesMarkedFileWithoutLog() throws Exception {
    fill(true);
    assertFalse(Files.exists(directory.resolve("larder.db-wal")));
    assertTrue(stoppedCleanly());
  }

  @Test
  void close_withoutMark_leavesFileToBeChecked() throws Exception {
    fill(false);
    assertFalse(stoppedCleanly());
  }

  @Test
  void open_twoNewFiles_haveDifferentEpochs() throws Exception {
    try (DatabaseFile one = open();
        DatabaseFile other =
            DatabaseFile.open(TestingSqliteConfigs.of(directory.resolve("other")), clock)) {
      assertNotEquals(one.epoch(), other.epoch());
    }
  }

  @Test
  void writer_durabilityPower_flushesEveryCommit() throws Exception {
    SqliteStoreConfig process = TestingSqliteConfigs.of(directory);
    SqliteStoreConfig power =
        new SqliteStoreConfig(
            directory,
            Durability.POWER,
            process.onCorruption(),
            process.lanes(),
            process.memory(),
            process.upkeep());
    try (DatabaseFile file = DatabaseFile.open(power, clock);
        Connection connection = file.pragmas().writer().getConnection()) {
      assertEquals("2", pragma(connection, "synchronous"));
    }
  }

  @Test
  void open_fileOfNewerVersion_failsNamingTheVersions() throws Exception {
    fill(true);
    execute(
        "INSERT INTO flyway_schema_history VALUES"
            + " (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', '2026-01-01 00:00:00', 1, 1)");
    // It has left its own fingerprint.
    execute("PRAGMA user_version = 99");
    StoreOpenException failure = assertThrows(StoreOpenException.class, this::open);
    assertTrue(message(failure).contains("its schema is version 99"), message(failure));
    assertTrue(message(failure).contains("versions up to 1"), message(failure));
    assertEquals(List.of(), setAside());
  }

  private boolean stoppedCleanly() throws SQLException {
    try (Connection connection =
        new SqlitePragmas(TestingSqliteConfigs.of(directory)).reader().getConnection()) {
      return StoreState.stoppedCleanly(connection);
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
