package dev.larder.benchmarks.baseline;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.larder.v1.Entry;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.Key;
import dev.larder.v1.Lifetime;
import dev.larder.v1.Outcome;
import dev.larder.v1.Payload;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The table of the seed's designs, one row an object, and the answer that is made of a row: as
 * large as the product's.
 */
final class Rows {
  /** What every design asks the database. */
  static final String FIND =
      "SELECT payload FROM object WHERE workspace = ? AND kind = ? AND id = ?";

  private static final String CREATE =
      "CREATE TABLE object (workspace TEXT, kind TEXT, id TEXT, payload BLOB NOT NULL, fetch_time"
          + " INTEGER NOT NULL, PRIMARY KEY (workspace, kind, id))";
  private static final int PAYLOAD_BYTES = 200;
  private static final Timestamp TIME =
      Timestamp.newBuilder().setSeconds(1_790_000_000).setNanos(123_456_000).build();

  private Rows() {}

  /** Makes the file with so many objects: {@code acme/users/U00000000} and on. */
  static void create(Path file, int objects) throws SQLException {
    try (Connection connection = open(file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = NORMAL");
      statement.execute(CREATE);
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO object VALUES ('acme', 'users', ?, ?, 0)")) {
        for (int i = 0; i < objects; i++) {
          insert.setString(1, "U%08d".formatted(i));
          insert.setBytes(2, payload(i));
          insert.executeUpdate();
        }
      }
      connection.commit();
    }
  }

  static Connection open(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  static byte[] payload(long seed) {
    byte[] bytes = new byte[PAYLOAD_BYTES];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /** Reads a row on a statement of {@link #FIND}. */
  static GetObjectResponse find(PreparedStatement statement, GetObjectRequest request)
      throws SQLException {
    Key key = request.getKey();
    statement.setString(1, key.getNamespace());
    statement.setString(2, key.getKind());
    statement.setString(3, key.getId());
    try (ResultSet row = statement.executeQuery()) {
      byte @Nullable [] payload = row.next() ? row.getBytes(1) : null;
      return payload == null
          ? GetObjectResponse.newBuilder().setOutcome(Outcome.OUTCOME_MISS_ABSENT).build()
          : response(key.getNamespace(), key.getKind(), key.getId(), payload);
    }
  }

  static GetObjectResponse response(String workspace, String kind, String id, byte[] payload) {
    Duration hour = Duration.newBuilder().setSeconds(3600).build();
    return GetObjectResponse.newBuilder()
        .setOutcome(Outcome.OUTCOME_FRESH)
        .setReadRevision(100_000)
        .setEntry(
            Entry.newBuilder()
                .setKey(Key.newBuilder().setNamespace(workspace).setKind(kind).setId(id))
                .setPayload(Payload.newBuilder().setData(ByteString.copyFrom(payload)))
                .setRevision(50_000)
                .setEtag("qQ2Hfp_lfs9C9eI5VWLj_w")
                .setFetchTime(TIME)
                .setLifetime(
                    Lifetime.newBuilder()
                        .setFresh(hour)
                        .setStaleWhileRevalidate(Duration.newBuilder().setSeconds(60))
                        .setStaleIfError(Duration.newBuilder().setSeconds(86_400)))
                .setAge(Duration.newBuilder().setSeconds(12).setNanos(345_678_000))
                .setFreshFor(Duration.newBuilder().setSeconds(3587).setNanos(654_322_000)))
        .build();
  }
}
