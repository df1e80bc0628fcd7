package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The write-ahead log begins anew where it is, or is cut, and the connection is as it was. */
class LogRestartTest {
  @TempDir Path directory;
  private TestingDatabase database;
  private final LogRestart restart = new LogRestart();

  @BeforeEach
  void open() throws Exception {
    database = new TestingDatabase(directory);
    try (Statement statement = database.writing.createStatement()) {
      statement.execute("CREATE TABLE filler (bytes BLOB)");
    }
    write(200);
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private void write(int rows) throws Exception {
    try (Statement statement = database.writing.createStatement()) {
      for (int i = 0; i < rows; i++) {
        statement.execute("INSERT INTO filler VALUES (randomblob(3000))");
      }
    }
  }

  private long pragma(String name) throws Exception {
    try (Statement statement = database.writing.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      row.next();
      return row.getLong(1);
    }
  }

  private long logged() throws Exception {
    try (Statement statement = database.writing.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
      row.next();
      return row.getLong(2);
    }
  }

  private void run() throws Exception {
    restart.run(database.writing, SliceBudget.NONE);
  }

  @Test
  void notAsked_doesNothing() throws Exception {
    long logged = logged();
    run();
    write(1);
    assertTrue(logged() > logged);
    assertEquals(-1, restart.restartedFrames());
  }

  @Test
  void restart_nextWriteBeginsTheLogAnewInAFileOfTheSameLength() throws Exception {
    long length = database.file.logBytes();
    long logged = logged();
    restart.ask();
    assertTrue(restart.isUrgent());
    run();
    assertFalse(restart.isUrgent());
    assertEquals(logged, restart.restartedFrames());
    write(1);
    assertTrue(logged() < 10, () -> "the log went on");
    assertEquals(length, database.file.logBytes());
  }

  @Test
  void cut_nobodyHasWrittenSince_cutsTheFileWithoutHaste() throws Exception {
    restart.askToCut(logged());
    assertFalse(restart.isUrgent());
    run();
    assertEquals(0, database.file.logBytes());
  }

  @Test
  void cut_somebodyHasWrittenSince_isGivenUp() throws Exception {
    restart.askToCut(logged());
    write(1);
    long length = database.file.logBytes();
    run();
    run();
    assertEquals(length, database.file.logBytes());
  }

  @Test
  void readerOfTheOldLog_isLeftAloneAndTheConnectionIsAsItWas() throws Exception {
    long patience = pragma("busy_timeout");
    try (Connection reading = database.file.pragmas().reader().getConnection();
        Statement statement = reading.createStatement()) {
      statement.execute("BEGIN");
      statement.executeQuery("SELECT count(*) FROM filler").close();
      write(1);
      restart.ask();
      run();
      assertEquals(-1, restart.restartedFrames());
      assertEquals(patience, pragma("busy_timeout"));
      statement.execute("COMMIT");
    }
    restart.ask();
    run();
    assertTrue(restart.restartedFrames() > 0);
    assertEquals(patience, pragma("busy_timeout"));
  }
}
