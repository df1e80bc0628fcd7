package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Bytes;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.IndexTerm;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import dev.larder.store.Catalogue;
import dev.larder.store.StoreOpenException;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.WriteCommand.PutResult;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage that the mark of an orderly stop hides from the check at the start. */
class DamageAfterCleanStopTest {
  private static final String NAME = "larder.db";

  @TempDir static Path sound;
  @TempDir Path directory;
  private final FakeClock clock = new FakeClock();
  private Catalogue before = new Catalogue("", new TreeMap<>());

  /** Every table and index that there is, Flyway's and SQLite's own among them. */
  static List<String> roots() throws SQLException {
    SqliteObjectStore.open(TestingSqliteConfigs.of(sound), new FakeClock()).close();
    List<String> names = new ArrayList<>();
    try (Connection connection = connect(sound);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT name FROM sqlite_schema WHERE rootpage > 0")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  @BeforeEach
  void fillAndStopInOrder() throws Exception {
    try (SqliteObjectStore store = open(OnCorruption.RECREATE)) {
      put(store);
      before = store.catalogue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"store_state", "namespace", "kind"})
  void open_damageThatAStartMeetsUnderRecreate_setsTheFileAsideAndBeginsAnew(String table)
      throws Exception {
    damageRootOf(table);
    assertBegunAnew();
  }

  @ParameterizedTest
  @ValueSource(strings = {"store_state", "namespace", "kind"})
  void open_damageThatAStartMeetsUnderFail_failsEachTimeAndKeepsTheFile(String table)
      throws Exception {
    damageRootOf(table);
    assertFailsEachTime();
  }

  @ParameterizedTest
  @MethodSource("roots")
  void open_damageAnywhereUnderRecreate_isMendedByTheNextRestart(String tableOrIndex)
      throws Exception {
    damageRootOf(tableOrIndex);
    try (SqliteObjectStore store = open(OnCorruption.RECREATE)) {
      var unused = submit(store).exceptionally(failure -> null).get(20, TimeUnit.SECONDS);
    }
    try (SqliteObjectStore store = open(OnCorruption.RECREATE)) {
      put(store);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE kind SET fold_case_fields = '['",
        "UPDATE kind SET invalidations = 'noise'",
        "UPDATE kind SET invalidations = '[[99999999999999999999, 1]]'",
        "UPDATE kind SET default_freshness = 99",
        "UPDATE namespace SET eviction = 99",
      })
  void open_valueThatCannotBeRead_isDamage(String noise) throws Exception {
    execute(noise);
    assertFailsEachTime();
    assertBegunAnew();
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "fold_case_fields", "invalidations"})
  void open_valueThatIsMissing_isDamage(String column) throws Exception {
    execute(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, 'TEXT NOT NULL', 'TEXT') WHERE name = 'kind'");
    execute("UPDATE kind SET " + column + " = NULL");
    assertFailsEachTime();
    assertBegunAnew();
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = connect(directory);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void assertBegunAnew() throws IOException {
    try (SqliteObjectStore store = open(OnCorruption.RECREATE)) {
      assertNotEquals(before.epoch(), store.catalogue().epoch());
      assertTrue(store.catalogue().namespaces().isEmpty());
    }
    assertTrue(hasFileSetAside());
  }

  private void assertFailsEachTime() throws IOException {
    for (int attempt = 0; attempt < 2; attempt++) {
      StoreOpenException failure =
          assertThrows(StoreOpenException.class, () -> open(OnCorruption.FAIL));
      assertTrue(String.valueOf(failure.getMessage()).contains("is damaged"), failure.getMessage());
    }
    assertFalse(hasFileSetAside());
    assertEquals("acme", before.namespaces().firstKey());
  }

  private void damageRootOf(String tableOrIndex) throws Exception {
    long offset = (rootPage(tableOrIndex) - 1) * SqlitePragmas.PAGE_BYTES;
    byte[] noise = new byte[SqlitePragmas.PAGE_BYTES];
    Arrays.fill(noise, (byte) 0xFF);
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve(NAME).toFile(), "rw")) {
      file.seek(offset);
      file.write(noise);
    }
  }

  private SqliteObjectStore open(OnCorruption onCorruption) {
    return SqliteObjectStore.open(TestingSqliteConfigs.of(directory, onCorruption), clock);
  }

  private void put(SqliteObjectStore store) throws Exception {
    var unused = submit(store).get(20, TimeUnit.SECONDS);
  }

  private CompletableFuture<PutResult> submit(SqliteObjectStore store) {
    Content content =
        Content.of(
            new Payload(Payload.Form.DATA, Bytes.utf8("payload"), "", ""),
            List.of(new IndexTerm("name", "a")),
            "");
    Validity validity =
        new Validity(clock.instant(), Lifetime.DEFAULT, clock.instant().plus(Duration.ofHours(1)));
    Put put = new Put(new ObjectKey("acme", "users", "a"), content, validity, null);
    return store.write(put, Cancellation.NEVER);
  }

  private boolean hasFileSetAside() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.getFileName().toString().contains(".damaged-"));
    }
  }

  private long rootPage(String tableOrIndex) throws SQLException {
    try (Connection connection = connect(directory);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT rootpage FROM sqlite_schema WHERE name = '%s'".formatted(tableOrIndex))) {
      assertTrue(row.next());
      return row.getLong(1);
    }
  }

  private static Connection connect(Path directory) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(NAME));
  }
}
