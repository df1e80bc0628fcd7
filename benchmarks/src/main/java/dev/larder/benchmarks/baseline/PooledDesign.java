package dev.larder.benchmarks.baseline;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Executor;

/**
 * Pooled connections: one, used on the event loop (the seed with a pool), or several, each call
 * handed to a thread of its own lane (the seed's option 1, without batches).
 */
final class PooledDesign implements Design {
  private final HikariDataSource connections;
  private final Executor executor;

  PooledDesign(Path file, int size, Executor executor) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + file);
    config.setMaximumPoolSize(size);
    this.connections = new HikariDataSource(config);
    this.executor = executor;
  }

  @Override
  public void get(GetObjectRequest request, StreamObserver<GetObjectResponse> observer) {
    executor.execute(() -> find(request, observer));
  }

  private void find(GetObjectRequest request, StreamObserver<GetObjectResponse> observer) {
    try (Connection connection = connections.getConnection();
        PreparedStatement statement = connection.prepareStatement(Rows.FIND)) {
      Design.answer(observer, Rows.find(statement, request));
    } catch (SQLException e) {
      observer.onError(e);
    }
  }
}
