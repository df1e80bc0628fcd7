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
  private final int port;

  private TestingServer(Server server) {
    this.server = server;
    this.port = server.getPort();
  }

  static TestingServer start(BindableService... services) {
    return startAt(0, services);
  }

  /** The same on this port. */
  static TestingServer startAt(int port, BindableService... services) {
    ServerBuilder<?> builder =
        Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create());
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
    return "localhost:" + port;
  }

  int port() {
    return port;
  }

  /** Takes no more connections and calls; those that run go on. */
  void stop() {
    server.shutdown();
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow();
    awaitEnd();
  }

  /** Waits until it has ended, and its port is free. */
  void awaitEnd() throws InterruptedException {
    if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server did not end");
    }
  }
}
