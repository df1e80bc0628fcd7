package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.StoreOpenException;
import dev.larder.store.sqlite.SqliteStoreConfig.OnCorruption;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an opening does with a file that is no sound database. */
class DamagedDatabaseFileTest extends TestingDatabaseFile {
  private static final String ASIDE = "larder.db.damaged-20260115T120000Z";

  @Test
  void open_truncatedFile_setsItAside() throws Exception {
    fill(true);
    change(file -> file.setLength(file.length() / 2));
    assertSetAside();
  }

  @Test
  void open_overwrittenHeader_setsItAside() throws Exception {
    fill(true);
    change(file -> overwrite(file, 0, 100));
    assertSetAside();
  }

  @Test
  void open_overwrittenPageAfterUncleanStop_setsItAside() throws Exception {
    fill(false);
    change(file -> overwrite(file, file.length() / 8192 * 4096, 4096));
    assertSetAside();
  }

  @Test
  void open_emptyFile_isANewOneEvenUnderFail() throws Exception {
    // As a first start leaves it that dies between making the file and writing to it.
    Files.createFile(path());
    Files.writeString(directory.resolve("larder.db-wal"), "log");
    SqliteStoreConfig config = TestingSqliteConfigs.of(directory, OnCorruption.FAIL);
    try (DatabaseFile file = DatabaseFile.open(config, clock);
        Connection connection = file.pragmas().writer().getConnection()) {
      assertEquals("2", pragma(connection, "auto_vacuum"));
      assertEquals(0, entries(file));
    }
    assertEquals(List.of(ASIDE + "-wal"), setAside());
  }

  @Test
  void open_textFile_setsItAside() throws Exception {
    Files.writeString(path(), "no database\n".repeat(1_000));
    assertSetAside();
  }

  @Test
  void open_damagedFileTwiceInOneSecond_keepsBoth() throws Exception {
    for (int i = 0; i < 2; i++) {
      Files.writeString(path(), "damaged");
      open().close();
      Files.delete(path());
    }
    assertEquals(List.of(ASIDE, ASIDE + "-2"), setAside());
  }

  @Test
  void open_damagedFileWithLog_setsTheLogAsideBesideIt() throws Exception {
    Files.writeString(path(), "damaged");
    Files.writeString(directory.resolve("larder.db-wal"), "log");
    open().close();
    assertEquals(List.of(ASIDE, ASIDE + "-wal"), setAside());
    assertEquals("log", Files.readString(directory.resolve(ASIDE + "-wal")));
  }

  @Test
  void open_strayLog_isNotReadIntoTheNewFile() throws Exception {
    Files.writeString(directory.resolve("larder.db-wal"), "log");
    open().close();
    assertEquals(List.of(ASIDE + "-wal"), setAside());
  }

  @Test
  void open_damagedFileUnderFail_failsAndTouchesNothing() throws Exception {
    Files.writeString(path(), "damaged");
    StoreOpenException failure =
        assertThrows(
            StoreOpenException.class,
            () -> DatabaseFile.open(TestingSqliteConfigs.of(directory, OnCorruption.FAIL), clock));
    assertTrue(message(failure).contains("is damaged: it has only 7 bytes"), message(failure));
    assertEquals("damaged", Files.readString(path()));
  }

  @Test
  void noteFailure_damage_makesTheNextStartCheckTheFile() throws Exception {
    fill(true);
    // The root page of the entries: no start reads it when the last stop was orderly.
    long page = rootPage("entry");
    change(file -> overwrite(file, (page - 1) * 4096, 4096));
    try (DatabaseFile file = open()) {
      SQLException failure = assertThrows(SQLException.class, () -> entries(file));
      file.noteFailure(failure);
      file.markCleanStop();
    }
    assertSetAside();
  }

  private void assertSetAside() throws Exception {
    byte[] before = Files.readAllBytes(path());
    try (DatabaseFile file = open()) {
      assertEquals(0, entries(file));
      file.markCleanStop();
    }
    assertTrue(setAside().contains(ASIDE), () -> setAside().toString());
    assertEquals(before.length, Files.size(directory.resolve(ASIDE)));
  }

  private long rootPage(String table) throws SQLException {
    try (Connection connection =
            new SqlitePragmas(TestingSqliteConfigs.of(directory)).reader().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'")) {
      row.next();
      return row.getLong(1);
    }
  }

  private interface Change {
    void apply(RandomAccessFile file) throws IOException;
  }

  private void change(Change change) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path().toFile(), "rw")) {
      change.apply(file);
    }
  }

  private static void overwrite(RandomAccessFile file, long offset, int length) throws IOException {
    byte[] noise = new byte[length];
    new Random(7).nextBytes(noise);
    file.seek(offset);
    file.write(noise);
  }
}
