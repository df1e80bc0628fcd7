package dev.larder.store.sqlite;

import dev.larder.store.StoreOpenException;
import dev.larder.store.sqlite.SqliteStoreConfig.OnCorruption;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database file from start to stop: found sound or set aside, brought to this program's schema,
 * and held against any other server.
 *
 * <p>A file is marked as in use from {@link #open} to {@link #markCleanStop}. One that still
 * carries the mark when it is opened was left by a process that died, and is read through once; so
 * is one whose length is not what its header says. What does not pass is kept under a new name,
 * since somebody may want to know what happened, and replaced by an empty one, since this is a
 * cache. A file without a byte in it is a new one.
 *
 * <p>Thread-safe. Every connection must be closed before {@link #markCleanStop}.
 */
final class DatabaseFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DatabaseFile.class);

  private final DataDirectory directory;
  private final Path path;
  private final SqlitePragmas pragmas;
  private final StoreState.Identity identity;

  /**
   * Open for as long as any connection is: to close a descriptor of a file gives up all locks that
   * the process holds on it, those of SQLite too (sqlite.org/howtocorrupt.html, 2.2). Not a
   * channel, which an interrupt closes.
   */
  private final RandomAccessFile descriptor;

  private final DatabaseFailures failures;

  private DatabaseFile(
      DataDirectory directory,
      Path path,
      SqlitePragmas pragmas,
      StoreState.Identity identity,
      RandomAccessFile descriptor) {
    this.descriptor = descriptor;
    this.directory = directory;
    this.path = path;
    this.failures = new DatabaseFailures(path);
    this.pragmas = pragmas;
    this.identity = identity;
  }

  /**
   * Opens the file, or makes it. Blocks while it is checked and migrated.
   *
   * @throws StoreOpenException when the directory cannot be used, another server uses it, the file
   *     is a symbolic link, a newer version wrote it, or it is damaged and the configuration says
   *     to fail
   */
  static DatabaseFile open(SqliteStoreConfig config, InstantSource clock) {
    return open(config, clock, null);
  }

  /**
   * The same for a file that proved to be damaged when it was used: it is not checked once more.
   *
   * @param damage what showed it
   */
  static DatabaseFile openDamaged(SqliteStoreConfig config, InstantSource clock, String damage) {
    return open(config, clock, damage);
  }

  private static DatabaseFile open(
      SqliteStoreConfig config, InstantSource clock, @Nullable String knownDamage) {
    Path path = config.databaseFile();
    refuseLink(path);
    DataDirectory directory = DataDirectory.hold(config.dataDirectory());
    try {
      SqlitePragmas pragmas = new SqlitePragmas(config);
      Optional<String> damage =
          isNew(path, clock) ? Optional.empty() : findDamage(path, pragmas, knownDamage);
      if (damage.isPresent()) {
        setAside(path, damage.get(), config.onCorruption(), clock);
      }
      StoreState.Identity identity = begin(path, pragmas);
      RandomAccessFile descriptor = new RandomAccessFile(path.toFile(), "rw");
      return new DatabaseFile(directory, path, pragmas, identity, descriptor);
    } catch (SQLException | IOException e) {
      directory.close();
      throw new StoreOpenException(
          "The database file " + path + " cannot be opened: " + DatabaseFailures.reason(e), e);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /**
   * SQLite keeps the log of a file beside what a link leads to, where neither the lock of the
   * directory nor anything here would see it. A link in place of the directory does no harm.
   */
  private static void refuseLink(Path path) {
    if (Files.isSymbolicLink(path)) {
      throw new StoreOpenException(
          path
              + " is a symbolic link. Name the directory that the file itself is in with --data-dir, or remove the link.");
    }
  }

  /** True where nothing is kept yet; what there is of logs is put out of the way then. */
  private static boolean isNew(Path path, InstantSource clock) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.isRegularFile(path)) {
        throw new StoreOpenException(
            path + " is not a file. Move it away, or choose another data directory.");
      }
      // A start that died before it wrote anything leaves an empty file behind.
      if (length(path) > 0) {
        return false;
      }
    }
    new DatabaseRemains(path).setAsideStrayLogs(clock.instant());
    return true;
  }

  private static Optional<String> findDamage(
      Path path, SqlitePragmas pragmas, @Nullable String known) throws IOException, SQLException {
    return known == null
        ? new DatabaseCheck(path, pragmas.writer()).findDamage()
        : Optional.of(known);
  }

  private static void setAside(
      Path path, String damage, OnCorruption onCorruption, InstantSource clock) throws IOException {
    if (onCorruption == OnCorruption.FAIL) {
      throw new StoreOpenException(
          "The database file %s is damaged: %s. Move it away, or let the server begin a new one with --on-corruption=recreate."
              .formatted(path, damage));
    }
    Path aside = new DatabaseRemains(path).setAside(clock.instant());
    log.warn(
        "THE DATABASE FILE {} IS DAMAGED: {}. It was set aside as {} and an empty one is begun, so everything that was cached is to be fetched again."
            + " Check the disk; delete the file that was set aside when it is of no more use.",
        path,
        damage,
        aside);
  }

  private static StoreState.Identity begin(Path path, SqlitePragmas pragmas)
      throws IOException, SQLException {
    if (Files.notExists(path)) {
      DataDirectory.createFile(path);
    }
    boolean created = length(path) == 0;
    try (Connection connection = pragmas.writer().getConnection()) {
      SqlitePragmas.settle(connection, created);
      new SqliteMigrations(path, pragmas.writer()).migrate(connection);
      StoreState.Identity identity = StoreState.begin(connection);
      // The mark must be in the file itself, should its log be lost.
      truncateLog(connection);
      log.info(
          "{} database file {}, epoch {}", created ? "Created" : "Opened", path, identity.epoch());
      return identity;
    }
  }

  private static void truncateLog(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  /** Makes the connections. */
  SqlitePragmas pragmas() {
    return pragmas;
  }

  /** Names the contents of the file; a new file has a new one. */
  String epoch() {
    return identity.epoch();
  }

  /** The how many-eth use of the file this is. */
  long incarnation() {
    return identity.incarnation();
  }

  /** The length of the file, in bytes. */
  long bytes() {
    return length(path);
  }

  /** The length of its write-ahead log, in bytes; 0 when there is none. */
  long logBytes() {
    return length(DatabaseRemains.log(path));
  }

  private static long length(Path file) {
    // Unlike Files.size it answers 0 for a file that is not there, and SQLite deletes the log at
    // times.
    return file.toFile().length();
  }

  /** Waits until the disk has what was written into the file so far. Not of its log. */
  void flush() throws IOException {
    descriptor.getFD().sync();
  }

  /** To be told of every failure of a statement. */
  void noteFailure(SQLException failure) {
    failures.note(failure);
  }

  /**
   * Marks the file as closed in order and empties its log. To be called last, when all was
   * committed and every connection is closed.
   */
  void markCleanStop() {
    if (failures.sawDamage()) {
      return;
    }
    try (Connection connection = pragmas.writer().getConnection()) {
      StoreState.end(connection);
      truncateLog(connection);
    } catch (SQLException e) {
      log.warn(
          "{} was not closed in order and is checked at the next start: {}",
          path,
          DatabaseFailures.reason(e));
    }
  }

  /** Lets go of the file and the directory. */
  @Override
  public void close() {
    try {
      descriptor.close();
    } catch (IOException e) {
      log.warn("{} was not closed in order", path, e);
    } finally {
      directory.close();
    }
  }
}
