package dev.larder.store.sqlite;

import dev.larder.store.sqlite.SampleEntries.SampleKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database file in one {@link TableLayout}, opened as the server opens its own: one writing
 * connection, one for reads, checkpoints of its own making. For one thread.
 */
final class MeasuredDatabase implements AutoCloseable {
  private static final long CHECKPOINT_BYTES = 64L << 20;
  private static final int FRAME_HEADER_BYTES = 24;
  private static final long FIRST_FETCH = 1_800_000_000_000L;
  private static final long BETWEEN_FETCHES = 10;
  private static final long FRESH = 3_600_000L;
  private static final long FRESH_JITTER = FRESH / 10;
  private static final long STALE = 86_400_000L;

  private final TableLayout layout;
  private final SampleEntries entries;
  private final Path file;
  private final int pageBytes;
  private final Connection writer;
  private final Connection reader;
  private final PreparedStatement put;
  private final PreparedStatement touch;
  private final PreparedStatement get;
  private final PreparedStatement scan;
  private final PreparedStatement walFrames;
  private final List<PreparedStatement> payloadPuts = new ArrayList<>();
  private final List<PreparedStatement> expiredDeletes = new ArrayList<>();
  private long revision;
  private long walBytes;
  private boolean uncheckpointed;

  MeasuredDatabase(
      Path file, TableLayout layout, SampleEntries entries, int pageBytes, long mappedBytes)
      throws SQLException {
    this.file = file;
    this.layout = layout;
    this.entries = entries;
    this.pageBytes = pageBytes;
    writer = open(mappedBytes);
    for (String statement : layout.schema()) {
      execute(writer, statement);
    }
    reader = open(mappedBytes);
    execute(reader, "PRAGMA query_only = ON");
    writer.setAutoCommit(false);
    put = writer.prepareStatement(layout.put());
    touch = writer.prepareStatement(layout.touch());
    walFrames = writer.prepareStatement("PRAGMA wal_checkpoint(NOOP)");
    get = reader.prepareStatement(layout.get());
    scan = reader.prepareStatement(layout.scan());
    prepareOptional();
  }

  private void prepareOptional() throws SQLException {
    if (layout.split()) {
      payloadPuts.add(writer.prepareStatement(layout.putPayload()));
    }
    for (String statement : layout.deleteExpired()) {
      expiredDeletes.add(writer.prepareStatement(statement));
    }
  }

  private Connection open(long mappedBytes) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    execute(connection, "PRAGMA page_size = " + pageBytes);
    execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
    execute(connection, "PRAGMA journal_mode = WAL");
    execute(connection, "PRAGMA synchronous = NORMAL");
    execute(connection, "PRAGMA cache_size = -65536");
    execute(connection, "PRAGMA mmap_size = " + mappedBytes);
    execute(connection, "PRAGMA wal_autocheckpoint = 0");
    return connection;
  }

  /** Writes an entry, new or not, into the open transaction. */
  void put(int index, int version) throws SQLException {
    byte[] payload = entries.payload(index, version);
    int next = bindMetadata(bindKey(put, 1, entries.key(index)), index, version, payload.length);
    if (layout.split()) {
      putSplit(payload);
    } else {
      put.setBytes(next, payload);
      put.executeUpdate();
    }
  }

  private void putSplit(byte[] payload) throws SQLException {
    long entryId;
    try (ResultSet row = put.executeQuery()) {
      row.next();
      entryId = row.getLong(1);
    }
    PreparedStatement putPayload = payloadPuts.get(0);
    putPayload.setLong(1, entryId);
    putPayload.setBytes(2, payload);
    putPayload.executeUpdate();
  }

  private int bindMetadata(int first, int index, int version, int size) throws SQLException {
    int next = first;
    long fetchTime = nextFetchTime();
    long softExpiry = fetchTime + FRESH + entries.jitter(index, version, FRESH_JITTER);
    put.setLong(next++, revision);
    put.setInt(next++, 1);
    put.setString(next++, "application/json");
    put.setInt(next++, 0);
    put.setString(next++, entries.etag(index, version));
    put.setLong(next++, fetchTime);
    put.setLong(next++, softExpiry);
    put.setLong(next++, softExpiry + STALE);
    put.setObject(next++, null);
    put.setString(next++, "W/\"33a64df551425fcc\"");
    put.setBytes(next++, new byte[48]);
    put.setLong(next++, fetchTime);
    put.setInt(next++, size);
    return next;
  }

  /** The next revision and, as time passes between writes, the time of its fetch. */
  private long nextFetchTime() {
    return FIRST_FETCH + ++revision * BETWEEN_FETCHES;
  }

  /** Renews the times of an entry in the open transaction. */
  void touch(int index, int version) throws SQLException {
    long fetchTime = nextFetchTime();
    long softExpiry = fetchTime + FRESH + entries.jitter(index, version, FRESH_JITTER);
    touch.setLong(1, revision);
    touch.setLong(2, fetchTime);
    touch.setLong(3, softExpiry);
    touch.setLong(4, softExpiry + STALE);
    bindKey(touch, 5, entries.key(index));
    requireRows(1, touch.executeUpdate());
  }

  /** Reads an entry whole; answers the length of its payload. */
  int get(int index) throws SQLException {
    bindKey(get, 1, entries.key(index));
    try (ResultSet row = get.executeQuery()) {
      requireRows(1, row.next() ? 1 : 0);
      for (int column = 1; column <= 13; column++) {
        row.getObject(column);
      }
      return row.getBytes(14).length;
    }
  }

  /** Reads a page of metadata that begins after the key of an entry; answers its rows. */
  int scan(int index, int limit) throws SQLException {
    int next = bindKey(scan, 1, entries.key(index));
    scan.setInt(next, limit);
    int rows = 0;
    try (ResultSet page = scan.executeQuery()) {
      while (page.next()) {
        page.getString(1);
        page.getLong(4);
        rows++;
      }
    }
    return rows;
  }

  /** Deletes about so many entries, those whose hard expiry comes first. */
  int deleteExpired(int limit) throws SQLException {
    long cutoff = expiryAt(limit);
    int rows = 0;
    for (PreparedStatement statement : expiredDeletes) {
      statement.setLong(1, cutoff);
      rows = statement.executeUpdate();
    }
    return rows;
  }

  private long expiryAt(int offset) throws SQLException {
    String query = "SELECT hard_expiry FROM entry ORDER BY hard_expiry LIMIT 1 OFFSET " + offset;
    try (Statement statement = writer.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Commits, and checkpoints when the write-ahead log has grown enough. */
  void commit() throws SQLException {
    writer.commit();
    uncheckpointed = true;
    if (framesIn(walFrames) * (pageBytes + FRAME_HEADER_BYTES) >= CHECKPOINT_BYTES) {
      checkpoint();
    }
  }

  /** Copies the write-ahead log into the file, unless that is done already. */
  void checkpoint() throws SQLException {
    if (!uncheckpointed) {
      return;
    }
    writer.commit();
    try (PreparedStatement statement = writer.prepareStatement("PRAGMA wal_checkpoint(PASSIVE)")) {
      walBytes += framesIn(statement) * (pageBytes + FRAME_HEADER_BYTES);
    }
    uncheckpointed = false;
  }

  private static long framesIn(PreparedStatement checkpoint) throws SQLException {
    try (ResultSet row = checkpoint.executeQuery()) {
      row.next();
      return row.getLong(2);
    }
  }

  /** All bytes that went through the write-ahead log up to the last checkpoint. */
  long walBytes() {
    return walBytes;
  }

  long fileBytes() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int bindKey(PreparedStatement statement, int first, SampleKey key) throws SQLException {
    int next = first;
    if (layout.interned()) {
      statement.setInt(next++, key.kindId());
    } else {
      statement.setString(next++, key.namespace());
      statement.setString(next++, key.kind());
    }
    statement.setString(next++, key.id());
    return next;
  }

  private static void requireRows(int expected, int actual) {
    if (expected != actual) {
      throw new IllegalStateException("expected " + expected + " rows, got " + actual);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    reader.close();
    writer.close();
  }
}
