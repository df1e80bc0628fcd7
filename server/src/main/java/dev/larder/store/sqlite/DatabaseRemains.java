package dev.larder.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a database file and the files beside it a new name, under which SQLite's own tools still
 * find them together.
 */
final class DatabaseRemains {
  private static final Logger log = LoggerFactory.getLogger(DatabaseRemains.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String LOG_SUFFIX = "-wal";
  private static final List<String> SUFFIXES = List.of(LOG_SUFFIX, "-shm", "-journal");

  private final Path file;

  DatabaseRemains(Path file) {
    this.file = file;
  }

  /** The write-ahead log of a database file. */
  static Path log(Path file) {
    return beside(file, LOG_SUFFIX);
  }

  /**
   * Renames them all.
   *
   * @return the new name of the database file
   */
  Path setAside(Instant now) throws IOException {
    Path aside = freeName(now);
    // First, so that no start ever finds the file without its log; a log without its file is no
    // danger.
    Files.move(file, aside);
    moveLogs(aside);
    return aside;
  }

  /**
   * The same for what is left of a file that is gone or empty: a new one must never be read with an
   * old log.
   */
  void setAsideStrayLogs(Instant now) throws IOException {
    if (SUFFIXES.stream().anyMatch(suffix -> Files.exists(beside(file, suffix)))) {
      Path aside = freeName(now);
      moveLogs(aside);
      log.warn(
          "There was a log but nothing in a database file {}: the log was set aside as {}",
          file,
          log(aside));
    }
  }

  private void moveLogs(Path aside) throws IOException {
    for (String suffix : SUFFIXES) {
      Path from = beside(file, suffix);
      if (Files.exists(from)) {
        Files.move(from, beside(aside, suffix));
      }
    }
  }

  private Path freeName(Instant now) {
    String name = ".damaged-" + TIME.format(now);
    Path aside = beside(file, name);
    for (int i = 2; Files.exists(aside) || Files.exists(log(aside)); i++) {
      aside = beside(file, name + "-" + i);
    }
    return aside;
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
