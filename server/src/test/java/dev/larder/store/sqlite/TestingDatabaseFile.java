package dev.larder.store.sqlite;

import dev.larder.testing.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A directory with a database file in it, which tests fill, damage and open. */
abstract class TestingDatabaseFile {

  @TempDir Path directory;
  final FakeClock clock = new FakeClock();

  DatabaseFile open() {
    return DatabaseFile.open(TestingSqliteConfigs.of(directory), clock);
  }

  Path path() {
    return directory.resolve("larder.db");
  }

  String fill(boolean orderly) throws SQLException {
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

  void execute(String sql) throws SQLException {
    try (Connection connection =
            new SqlitePragmas(TestingSqliteConfigs.of(directory)).writer().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static long entries(DatabaseFile file) throws SQLException {
    try (Connection connection = file.pragmas().reader().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(payload) FROM entry")) {
      row.next();
      return row.getLong(1);
    }
  }

  static String pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  List<String> setAside() {
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

  static String message(Exception failure) {
    return String.valueOf(failure.getMessage());
  }
}
