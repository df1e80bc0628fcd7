package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.StoreOpenException;
import dev.larder.testing.FakeClock;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteMigrationsTest {
  @TempDir Path directory;

  @Test
  void scripts_ofTheFingerprint_areAllThatThereAre() throws Exception {
    URL script =
        Objects.requireNonNull(SqliteMigrations.class.getResource("migration/V1__objects.sql"));
    Path scripts = Objects.requireNonNull(Path.of(URI.create(script.toString())).getParent());
    try (Stream<Path> files = Files.list(scripts)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertEquals(names, SchemaFingerprint.SCRIPTS.stream().sorted().toList());
    }
  }

  @Test
  void fingerprint_ofTheScripts_isNotThatOfAFileWithoutOne() {
    assertNotEquals(SchemaFingerprint.NONE, SchemaFingerprint.ofScripts());
  }

  @Test
  void open_newFile_leavesTheFingerprint() throws Exception {
    assertFalse(isCurrent());
    open();
    assertTrue(isCurrent());
  }

  @Test
  void open_fingerprintOfThisProgram_doesNotAskFlyway() throws Exception {
    open();
    makeFlywayFail();
    assertDoesNotThrow(this::open);
  }

  @Test
  void open_anotherFingerprint_asksFlyway() throws Exception {
    open();
    makeFlywayFail();
    execute("PRAGMA user_version = 42");
    assertThrows(StoreOpenException.class, this::open);
  }

  @Test
  void open_anotherFingerprintOnTheSameSchema_putsItRight() throws Exception {
    open();
    execute("PRAGMA user_version = 42");
    open();
    assertTrue(isCurrent());
  }

  @Test
  void open_databaseOfAnotherProgram_isRefusedInWordsOfOurs() throws Exception {
    execute("CREATE TABLE somebody (elses)");
    StoreOpenException refusal = assertThrows(StoreOpenException.class, this::open);
    assertTrue(
        String.valueOf(refusal.getMessage()).contains("is a database of another program"),
        refusal::toString);
  }

  @Test
  void open_migrationThatFails_leavesNoFingerprint() throws Exception {
    execute("CREATE TABLE store_state (somebody, elses)");
    assertThrows(StoreOpenException.class, this::open);
    assertFalse(isCurrent());
  }

  private void open() {
    DatabaseFile.open(TestingSqliteConfigs.of(directory), new FakeClock()).close();
  }

  /** It refuses tables of which its own table does not tell. */
  private void makeFlywayFail() throws SQLException {
    execute("DROP TABLE flyway_schema_history");
  }

  private boolean isCurrent() throws SQLException {
    try (Connection connection = connect()) {
      return SchemaFingerprint.isCurrent(connection);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect() throws SQLException {
    return new SqlitePragmas(TestingSqliteConfigs.of(directory)).writer().getConnection();
  }
}
