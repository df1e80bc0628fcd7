package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Cancellation;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceSettings;
import dev.larder.store.Catalogue;
import dev.larder.store.StoreOpenException;
import dev.larder.store.WriteCommand;
import dev.larder.store.sqlite.SqliteStoreConfig.OnCorruption;
import dev.larder.testing.FakeClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage that the mark of an orderly stop hides from the check at the start. */
class DamageAfterCleanStopTest {
  private static final int PAGE = 4096;

  @TempDir Path directory;
  private final FakeClock clock = new FakeClock();
  private Catalogue before = new Catalogue("", new TreeMap<>());

  @BeforeEach
  void damageTheNamespacesOfAStoppedStore() throws Exception {
    try (SqliteObjectStore store = open(OnCorruption.RECREATE)) {
      NamespaceSettings settings =
          new NamespaceSettings("acme", NamespaceLimits.NONE, new TreeMap<>());
      store.write(new WriteCommand.PutNamespace(settings, null), Cancellation.NEVER).join();
      before = store.catalogue();
    }
    byte[] noise = new byte[PAGE];
    Arrays.fill(noise, (byte) 0xFF);
    try (RandomAccessFile file = new RandomAccessFile(path().toFile(), "rw")) {
      file.seek((rootPage("namespace") - 1L) * PAGE);
      file.write(noise);
    }
  }

  @Test
  void open_underRecreate_setsTheFileAsideAndBeginsAnew() throws Exception {
    try (SqliteObjectStore store = open(OnCorruption.RECREATE)) {
      assertNotEquals(before.epoch(), store.catalogue().epoch());
      assertTrue(store.catalogue().namespaces().isEmpty());
    }
    assertTrue(hasFileSetAside());
  }

  @Test
  void open_underFail_failsEachTimeAndKeepsTheFile() throws Exception {
    for (int attempt = 0; attempt < 2; attempt++) {
      StoreOpenException failure =
          assertThrows(StoreOpenException.class, () -> open(OnCorruption.FAIL));
      assertTrue(String.valueOf(failure.getMessage()).contains("damaged"), failure.getMessage());
    }
    assertFalse(hasFileSetAside());
    assertEquals("acme", before.namespaces().firstKey());
  }

  private SqliteObjectStore open(OnCorruption onCorruption) {
    return SqliteObjectStore.open(TestingSqliteConfigs.of(directory, onCorruption), clock);
  }

  private Path path() {
    return directory.resolve("larder.db");
  }

  private boolean hasFileSetAside() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.getFileName().toString().contains(".damaged-"));
    }
  }

  private int rootPage(String table) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = '%s'"
                    .formatted(table))) {
      assertTrue(row.next());
      return row.getInt(1);
    }
  }
}
