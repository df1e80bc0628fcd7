package dev.larder.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/**
 * Finds out whether a database file is sound before it is used. Reading the whole file takes a
 * while, so that is done only on suspicion: after a stop that was not orderly, or where the file's
 * length is not what its header says. The header of the format is described at
 * sqlite.org/fileformat2.html.
 */
final class DatabaseCheck {
  private static final Logger log = LoggerFactory.getLogger(DatabaseCheck.class);
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = 100;
  private static final int PAGE_SIZE_OFFSET = 16;
  private static final int PAGE_COUNT_OFFSET = 28;

  private final Path file;
  private final DataSource source;

  DatabaseCheck(Path file, DataSource source) {
    this.file = file;
    this.source = source;
  }

  /** What is wrong with the file; empty when it may be used. */
  Optional<String> findDamage() throws IOException, SQLException {
    ByteBuffer header = readHeader();
    if (header.remaining() < HEADER_BYTES) {
      return Optional.of("it has only " + Files.size(file) + " bytes");
    }
    if (!header.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      return Optional.of("its header is not that of a SQLite database");
    }
    boolean expectedLength = Files.size(file) == lengthByHeader(header);
    try (Connection connection = source.getConnection()) {
      return expectedLength && StoreState.stoppedCleanly(connection)
          ? Optional.empty()
          : check(connection);
    } catch (SQLException e) {
      if (isDamage(e)) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /** True for a failure that says that the file is no sound database. */
  static boolean isDamage(SQLException failure) {
    int primary = failure.getErrorCode() & 0xff;
    return primary == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primary == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  /** The failure of that kind behind another one; null when there is none. */
  static @Nullable SQLException damageBehind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException error && isDamage(error)) {
        return error;
      }
    }
    return null;
  }

  /**
   * A failure of that kind for a value that SQLite hands out without complaint and that no program
   * of ours can have written.
   */
  static SQLException damagedValue(String what, @Nullable Throwable cause) {
    return new SQLException(what, null, SQLiteErrorCode.SQLITE_CORRUPT.code, cause);
  }

  private ByteBuffer readHeader() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    try (FileChannel channel = FileChannel.open(file)) {
      int read;
      do {
        read = channel.read(header);
      } while (read > 0 && header.hasRemaining());
    }
    return header.flip();
  }

  private static long lengthByHeader(ByteBuffer header) {
    int pageSize = Short.toUnsignedInt(header.getShort(PAGE_SIZE_OFFSET));
    // 65536 does not fit into the header's two bytes and is written as 1.
    long bytes = pageSize == 1 ? 65_536 : pageSize;
    return bytes * Integer.toUnsignedLong(header.getInt(PAGE_COUNT_OFFSET));
  }

  private Optional<String> check(Connection connection) throws SQLException {
    log.info("{} was not closed in order: checking it", file);
    try (ProgressLog progress = ProgressLog.of(connection, "checking " + file);
        Statement statement = connection.createStatement();
        ResultSet findings = statement.executeQuery("PRAGMA quick_check(1)")) {
      String finding = findings.next() ? lastLine(findings.getString(1)) : "no answer";
      log.info("Checked {} in {} s: {}", file, progress.seconds(), finding);
      return finding.equals("ok") ? Optional.empty() : Optional.of(finding);
    }
  }

  /** SQLite puts the name of the database on a line before it. */
  private static String lastLine(String finding) {
    return finding.substring(finding.lastIndexOf('\n') + 1);
  }
}
