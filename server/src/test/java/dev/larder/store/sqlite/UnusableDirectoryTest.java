package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.store.StoreOpenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What an opening does where the directory or the file cannot be had. */
class UnusableDirectoryTest extends TestingDatabaseFile {
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

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
