package dev.larder.store.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Proves with one look into a file that its schema is this program's: in its header the file
 * carries a checksum of all the scripts that made it. SQLite keeps that number, {@code
 * user_version}, for the application and never looks at it.
 *
 * <p>A file without the proof is not wrong: it is new, or another version of the program wrote it,
 * or a migration broke off. Then {@link SqliteMigrations} finds out.
 */
final class SchemaFingerprint {
  /** Every script among the resources, in order; a directory in a jar cannot simply be listed. */
  static final List<String> SCRIPTS = List.of("V1__objects.sql");

  /** What a file carries to which nobody gave a fingerprint. */
  static final int NONE = 0;

  private static final String DIRECTORY = "migration/";

  private SchemaFingerprint() {}

  /** True when exactly the scripts of this program made the schema. */
  static boolean isCurrent(Connection connection) throws SQLException {
    return read(connection) == ofScripts();
  }

  /** Notes that the schema is this program's. */
  static void write(Connection connection) throws SQLException {
    set(connection, ofScripts());
  }

  /** To be called before the schema is changed: a change that breaks off leaves no proof behind. */
  static void erase(Connection connection) throws SQLException {
    set(connection, NONE);
  }

  private static int read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet version = statement.executeQuery("PRAGMA user_version")) {
      return version.next() ? version.getInt(1) : NONE;
    }
  }

  private static void set(Connection connection, int fingerprint) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = " + fingerprint);
    }
  }

  /** Names and bytes of the scripts: one that is renamed is another one to Flyway too. */
  static int ofScripts() {
    CRC32 checksum = new CRC32();
    for (String script : SCRIPTS) {
      checksum.update(script.getBytes(StandardCharsets.UTF_8));
      checksum.update(bytes(script));
    }
    return (int) checksum.getValue();
  }

  private static byte[] bytes(String script) {
    try (InputStream resource = SchemaFingerprint.class.getResourceAsStream(DIRECTORY + script)) {
      if (resource == null) {
        throw new IllegalStateException("the program is incomplete: it lacks " + script);
      }
      return resource.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
