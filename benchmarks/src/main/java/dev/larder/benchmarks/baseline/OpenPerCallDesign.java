package dev.larder.benchmarks.baseline;

import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** What the seed ended with: a connection is opened for each call, on the event loop. */
final class OpenPerCallDesign implements Design {
  private final Path file;

  OpenPerCallDesign(Path file) {
    this.file = file;
  }

  @Override
  public void get(GetObjectRequest request, StreamObserver<GetObjectResponse> observer) {
    try (Connection connection = Rows.open(file);
        PreparedStatement statement = connection.prepareStatement(Rows.FIND)) {
      Design.answer(observer, Rows.find(statement, request));
    } catch (SQLException e) {
      observer.onError(e);
    }
  }
}
