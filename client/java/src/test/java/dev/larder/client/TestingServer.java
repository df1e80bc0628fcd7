package dev.larder.client;

import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A real gRPC server on a free port of the loopback. */
final class TestingServer implements AutoCloseable {
  private final Server server;

  private TestingServer(Server server) {
    this.server = server;
  }

  static TestingServer start(BindableService... services) {
    ServerBuilder<?> builder = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create());
    for (BindableService service : services) {
      builder.addService(service);
    }
    try {
      return new TestingServer(builder.build().start());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * A client to be built, with a deadline that no test reaches because its machine is slow; one
   * that is about a deadline sets its own.
   */
  LarderClientBuilder client() {
    return LarderClient.builder().target(target()).deadline(Duration.ofMinutes(1));
  }

  String target() {
    return "localhost:" + server.getPort();
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow();
    if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server did not end");
    }
  }
}
