package dev.larder.store.sqlite;

import dev.larder.store.StoreOpenException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema of a database file up to this program's. The steps are in the resources beside
 * this class; one that was released never changes. To load and to run Flyway costs as much as the
 * rest of the store's start, so it is left alone where {@link SchemaFingerprint} proves that there
 * is nothing to do.
 */
final class SqliteMigrations {
  private static final Logger log = LoggerFactory.getLogger(SqliteMigrations.class);
  private static final String FOREIGN_TABLES =
      "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
          + " AND name NOT LIKE 'flyway_%'";
  private static final String LOCATION = "classpath:dev/larder/store/sqlite/migration";

  private final Path file;
  private final DataSource source;

  SqliteMigrations(Path file, DataSource source) {
    this.file = file;
    this.source = source;
  }

  /**
   * Applies the steps that are missing.
   *
   * @param connection to the same file; Flyway opens others
   * @throws StoreOpenException when a newer program wrote the file, or a step fails
   */
  void migrate(Connection connection) throws SQLException {
    if (SchemaFingerprint.isCurrent(connection)) {
      return;
    }
    try {
      migrate(connection, flyway());
    } catch (FlywayException e) {
      throw new StoreOpenException(
          "The schema of " + file + " could not be brought up to date: " + e.getMessage(), e);
    }
  }

  private Flyway flyway() {
    return Flyway.configure(SqliteMigrations.class.getClassLoader())
        .dataSource(source)
        .locations(LOCATION)
        .failOnMissingLocations(true)
        .cleanDisabled(true)
        .loggers("slf4j")
        .load();
  }

  private void migrate(Connection connection, Flyway flyway) throws SQLException {
    MigrationInfoService known = flyway.info();
    refuseNewer(known);
    refuseForeign(connection, known);
    int pending = known.pending().length;
    SchemaFingerprint.erase(connection);
    flyway.migrate();
    SchemaFingerprint.write(connection);
    if (pending > 0) {
      log.info(
          "Applied {} schema {} to {}", pending, pending == 1 ? "migration" : "migrations", file);
    }
  }

  private void refuseNewer(MigrationInfoService known) {
    MigrationInfo current = known.current();
    if (current == null || !isFuture(current.getState())) {
      return;
    }
    throw new StoreOpenException(
        "%s was written by a newer version of Larder: its schema is version %s, and this program knows versions up to %s. Run that newer version, or choose another data directory."
            .formatted(file, current.getVersion(), newestKnown(known)));
  }

  /** Flyway would say the same in words of its own API. */
  private void refuseForeign(Connection connection, MigrationInfoService known)
      throws SQLException {
    if (known.applied().length > 0) {
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FOREIGN_TABLES)) {
      if (row.next() && row.getLong(1) > 0) {
        throw new StoreOpenException(
            "%s is a database of another program: it holds tables and none of Larder's history. Move it away, or choose another data directory."
                .formatted(file));
      }
    }
  }

  private static boolean isFuture(MigrationState state) {
    return state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED;
  }

  private static MigrationVersion newestKnown(MigrationInfoService known) {
    return Arrays.stream(known.all())
        .filter(migration -> migration.getState().isResolved())
        .map(MigrationInfo::getVersion)
        .max(MigrationVersion::compareTo)
        .orElse(MigrationVersion.EMPTY);
  }
}
