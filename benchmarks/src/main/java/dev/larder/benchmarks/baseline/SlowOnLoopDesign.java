package dev.larder.benchmarks.baseline;

import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A server that waits for its database on the event loop, where one object takes 300 ms to find and
 * all others none.
 */
final class SlowOnLoopDesign implements Design {
  private static final String SLOW_ID = "U99999999";
  private static final int STEPS = 100_000;
  private static final long SLOW_NANOS = 300_000_000;
  private static final String COUNT =
      "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number LIMIT "
          + STEPS
          + ") SELECT max(n) FROM number";

  private final PreparedStatement count;
  private final GetObjectResponse response =
      Rows.response("acme", "users", "U00000001", Rows.payload(1));

  SlowOnLoopDesign(Path file) throws SQLException {
    Connection connection = Rows.open(file);
    this.count = connection.prepareStatement(COUNT);
  }

  @Override
  public void get(GetObjectRequest request, StreamObserver<GetObjectResponse> observer) {
    try {
      if (request.getKey().getId().equals(SLOW_ID)) {
        query();
      }
      Design.answer(observer, response);
    } catch (SQLException e) {
      observer.onError(e);
    }
  }

  /** One after the other, as a connection that all loops share would have it. */
  private synchronized void query() throws SQLException {
    long end = System.nanoTime() + SLOW_NANOS;
    while (System.nanoTime() - end < 0) {
      try (ResultSet unused = count.executeQuery()) {
        unused.next();
      }
    }
  }
}
