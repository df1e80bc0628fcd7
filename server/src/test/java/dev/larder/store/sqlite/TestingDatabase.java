package dev.larder.store.sqlite;

import dev.larder.model.Bytes;
import dev.larder.model.Content;
import dev.larder.model.IndexTerm;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Precondition;
import dev.larder.model.Validity;
import dev.larder.store.WriteCommand;
import dev.larder.store.sqlite.SqliteStoreConfig.Durability;
import dev.larder.store.sqlite.SqliteStoreConfig.Lanes;
import dev.larder.store.sqlite.SqliteStoreConfig.Memory;
import dev.larder.store.sqlite.SqliteStoreConfig.OnCorruption;
import dev.larder.store.sqlite.SqliteStoreConfig.Upkeep;
import dev.larder.testing.FakeClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A migrated database file and its writing connection, for tests of what is built on them. */
final class TestingDatabase implements AutoCloseable {
  static final int WRITE_QUEUE_ENTRIES = 20;
  static final long WRITE_QUEUE_BYTES = 1L << 20;

  /** Long enough for a crowded machine; a test that needs it has failed. */
  static final long PATIENCE_SECONDS = 30;

  private final Path directory;
  final FakeClock clock = new FakeClock();
  final SqliteStoreConfig config;
  final DatabaseFile file;
  final Connection writing;

  TestingDatabase(Path directory) throws SQLException {
    this.directory = directory;
    config =
        configWith(
            new Upkeep(Duration.ofDays(1), 16L << 20, 1_000, Duration.ofMillis(10), Duration.ZERO));
    file = DatabaseFile.open(config, clock);
    writing = file.pragmas().writer().getConnection();
  }

  SqliteStoreConfig configWith(Upkeep upkeep) {
    return new SqliteStoreConfig(
        directory,
        Durability.PROCESS,
        OnCorruption.FAIL,
        new Lanes(1, 16, 1, 16, WRITE_QUEUE_ENTRIES, WRITE_QUEUE_BYTES),
        new Memory(1L << 20, 0),
        upkeep);
  }

  CommittedState state() throws SQLException {
    return CatalogueLoader.load(writing, file.epoch());
  }

  /** The one number that a query answers, by a connection of its own. */
  long number(String query) throws SQLException {
    try (Connection connection = file.pragmas().reader().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  WriteCommand.Put put(String id) {
    return put(id, Lifetime.DEFAULT, "payload of " + id, null);
  }

  WriteCommand.Put put(String id, Precondition precondition) {
    return put(id, Lifetime.DEFAULT, "payload of " + id, precondition);
  }

  /** With an index term of that value. */
  WriteCommand.Put putNamed(String id, String name) {
    WriteCommand.Put put = put(id);
    Content named = Content.of(put.content().payload(), List.of(new IndexTerm("name", name)), "");
    return new WriteCommand.Put(put.key(), named, put.validity(), null);
  }

  /** One that is past its hard expiry already. */
  WriteCommand.Put putExpired(String id) {
    WriteCommand.Put put = put(id);
    Instant longAgo = clock.instant().minus(Duration.ofDays(7));
    Validity validity = new Validity(longAgo, Lifetime.DEFAULT, longAgo);
    return new WriteCommand.Put(put.key(), put.content(), validity, null);
  }

  WriteCommand.Put putText(String id, String text) {
    return put(id, Lifetime.DEFAULT, text, null);
  }

  /** A put that no table can hold: a fault, not a refusal. */
  WriteCommand.Put faultyPut(String id) {
    Duration tooLong = Duration.ofSeconds(Long.MAX_VALUE / 2);
    return put(id, new Lifetime(tooLong, Duration.ZERO, Duration.ZERO), "faulty", null);
  }

  private WriteCommand.Put put(
      String id, Lifetime lifetime, String text, @Nullable Precondition precondition) {
    Instant now = clock.instant();
    Payload payload = new Payload(Payload.Form.DATA, Bytes.utf8(text), "", "");
    return new WriteCommand.Put(
        new ObjectKey("acme", "users", id),
        Content.of(payload, List.of(), ""),
        new Validity(now, lifetime, now.plus(Duration.ofHours(1))),
        precondition);
  }

  static <T> T answer(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws SQLException {
    writing.close();
    file.close();
  }
}
