package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreStateTest {
  @TempDir Path directory;
  private TestingDatabase database;

  @BeforeEach
  void open() throws SQLException {
    database = new TestingDatabase(directory);
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  @Test
  void begin_afterACleanStop_takesTheMarkOffAndKeepsTheEpoch() throws Exception {
    StoreState.end(database.writing);
    assertTrue(StoreState.stoppedCleanly(database.writing));
    StoreState.Identity begun = StoreState.begin(database.writing);
    assertEquals(database.file.epoch(), begun.epoch());
    assertEquals(database.file.incarnation() + 1, begun.incarnation());
    assertEquals(0, database.number("SELECT clean_stop FROM store_state"));
  }

  @Test
  void begin_commitThatFails_isNotPassedOver() throws Exception {
    StoreState.end(database.writing);
    failEveryCommit();
    assertThrows(SQLException.class, () -> StoreState.begin(database.writing));
    assertEquals(1, database.number("SELECT clean_stop FROM store_state"));
  }

  /** As a full disk would: what is inserted refers to nothing, and only the commit looks. */
  private void failEveryCommit() throws SQLException {
    try (Statement statement = database.writing.createStatement()) {
      statement.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)");
      statement.execute(
          "CREATE TABLE child (parent REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
      statement.execute(
          "CREATE TRIGGER orphan AFTER UPDATE ON store_state"
              + " BEGIN INSERT INTO child VALUES (1); END");
    }
  }
}
