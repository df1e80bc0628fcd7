package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.store.StoreOpenException;
import dev.larder.store.sqlite.SqliteStoreConfig.Durability;
import dev.larder.store.sqlite.SqliteStoreConfig.OnCorruption;
import dev.larder.testing.FakeClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DatabaseFileTest {
  private static final String ASIDE = "larder.db.damaged-20260115T120000Z";

  @TempDir Path directory;
  private final FakeClock clock = new FakeClock();

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
  void open_directoryInThePlaceOfTheFile_failsAndTouchesNothing() throws Exception {
    Files.createDirectory(path());
    StoreOpenException failure = assertThrows(StoreOpenException.class, this::open);
    assertTrue(message(failure).contains("is not a file"), message(failure));
    assertTrue(Files.isDirectory(path()));
  }

  @Test
  void open_linkInThePlaceOfTheFile_failsAndTouchesNothing() throws Exception {
    Path original = Files.createDirectory(directory.resolve("original"));
    Path target = Files.writeString(original.resolve("larder.db"), "damaged");
    Path linked = Files.createDirectory(directory.resolve("linked"));
    Files.createSymbolicLink(linked.resolve("larder.db"), target);
    StoreOpenException failure =
        assertThrows(
            StoreOpenException.class,
            () -> DatabaseFile.open(TestingSqliteConfigs.of(linked), clock));
    assertTrue(message(failure).contains("is a symbolic link"), message(failure));
    assertTrue(message(failure).contains("--data-dir"), message(failure));
    assertEquals("damaged", Files.readString(target));
    assertEquals(List.of("larder.db"), names(linked));
    assertEquals(List.of("larder.db"), names(original));
  }

  @Test
  void open_linkThatLeadsNowhereInThePlaceOfTheFile_failsAndMakesNothing() throws Exception {
    Files.createSymbolicLink(path(), directory.resolve("nothing"));
    StoreOpenException failure = assertThrows(StoreOpenException.class, this::open);
    assertTrue(message(failure).contains("is a symbolic link"), message(failure));
    assertEquals(List.of("larder.db"), names(directory));
  }

  @Test
  void open_linkInThePlaceOfTheDirectory_holdsWhatItLeadsTo() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
    try (DatabaseFile file = DatabaseFile.open(TestingSqliteConfigs.of(link), clock);
        Connection connection = file.pragmas().writer().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE store_state SET epoch = 'other'");
      assertTrue(file.logBytes() > 0);
      StoreOpenException failure = assertThrows(StoreOpenException.class, this::open);
      assertTrue(message(failure).contains("Another Larder server"), message(failure));
    }
    try (DatabaseFile file = open()) {
      assertEquals("other", file.epoch());
    }
  }

  @Test
  void open_fileInThePlaceOfTheDirectory_fails() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    StoreOpenException failure =
        assertThrows(
            StoreOpenException.class,
            () -> DatabaseFile.open(TestingSqliteConfigs.of(file), clock));
    assertTrue(message(failure).contains("is not a directory"), message(failure));
  }

  @Test
  void open_readOnlyDirectory_fails() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
    assumeTrue(!Files.isWritable(directory), "this user may write everywhere");
    StoreOpenException failure = assertThrows(StoreOpenException.class, this::open);
    assertTrue(message(failure).contains("permission denied"), message(failure));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void open_directoryThatCannotBeMade_fails() {
    Path impossible = Path.of("/proc/larder");
    StoreOpenException failure =
        assertThrows(
            StoreOpenException.class,
            () -> DatabaseFile.open(TestingSqliteConfigs.of(impossible), clock));
    assertTrue(message(failure).contains("/proc/larder cannot be made"), message(failure));
  }

  @Test
  void open_whileThisProcessHoldsIt_failsNamingIt() throws Exception {
    try (DatabaseFile file = open()) {
      StoreOpenException failure = assertThrows(StoreOpenException.class, this::open);
      assertTrue(
          message(failure).contains("process " + ProcessHandle.current().pid()), message(failure));
      assertEquals(0, entries(file));
    }
    open().close();
  }

  @Test
  void open_whileAnotherProcessHoldsIt_failsNamingItAndGoesOnceItDied() throws Exception {
    Process other = CrashingWriter.start(directory, 1);
    try {
      assertTrue(other.getInputStream().read() >= 0);
      StoreOpenException failure = assertThrows(StoreOpenException.class, this::open);
      assertTrue(message(failure).contains("process " + other.pid()), message(failure));
    } finally {
      other.destroyForcibly().waitFor();
    }
    open().close();
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

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private DatabaseFile open() {
    return DatabaseFile.open(TestingSqliteConfigs.of(directory), clock);
  }

  private Path path() {
    return directory.resolve("larder.db");
  }

  private String fill(boolean orderly) throws SQLException {
    try (DatabaseFile file = open()) {
      execute(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
              + " INSERT INTO entry SELECT i, 1, 'id' || i, 0, 0, randomblob(50), randomblob(200) FROM n");
      execute("PRAGMA wal_checkpoint(TRUNCATE)");
      if (orderly) {
        file.markCleanStop();
      }
      return file.epoch();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection =
            new SqlitePragmas(TestingSqliteConfigs.of(directory)).writer().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private boolean stoppedCleanly() throws SQLException {
    try (Connection connection =
        new SqlitePragmas(TestingSqliteConfigs.of(directory)).reader().getConnection()) {
      return StoreState.stoppedCleanly(connection);
    }
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

  private static long entries(DatabaseFile file) throws SQLException {
    try (Connection connection = file.pragmas().reader().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(payload) FROM entry")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      row.next();
      return row.getString(1);
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

  private List<String> setAside() {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains(".damaged-"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String message(Exception failure) {
    return String.valueOf(failure.getMessage());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
