package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.larder.cache.CacheConfig;
import dev.larder.cache.CacheModule;
import dev.larder.cache.FillConfig;
import dev.larder.observability.ServerVersion;
import dev.larder.observability.Uptime;
import dev.larder.store.ObjectStore;
import dev.larder.store.sqlite.SqliteStoreConfig;
import dev.larder.store.sqlite.SqliteStoreModule;
import dev.larder.testing.FakeClock;
import dev.larder.v1.AdminServiceGrpc;
import dev.larder.v1.CacheServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * A whole server: a store in a directory, the cache, and gRPC on a free port of loopback; and a
 * channel to it.
 */
final class TestingServer implements AutoCloseable {
  final FakeClock clock = new FakeClock();
  final Injector injector;
  final GrpcServer server;
  final ManagedChannel channel;

  private TestingServer(TestingSettings settings) throws IOException {
    injector =
        Guice.createInjector(
            Stage.PRODUCTION,
            new AbstractModule() {
              @Override
              protected void configure() {
                binder().requireExplicitBindings();
                bind(InstantSource.class).toInstance(clock);
                bind(ServerVersion.class).toInstance(new ServerVersion("1.2.3"));
                bind(Uptime.class).toInstance(new Uptime());
              }
            },
            new SqliteStoreModule(SqliteStoreConfig.from(settings)),
            new CacheModule(CacheConfig.from(settings), FillConfig.from(settings)),
            new TransportModule(TransportConfig.from(settings)));
    server = injector.getInstance(GrpcServer.class);
    server.start();
    channel = newChannel();
  }

  static TestingServer start(Path directory) throws IOException {
    return start(directory, new TestingSettings());
  }

  static TestingServer start(Path directory, TestingSettings settings) throws IOException {
    return new TestingServer(settings.with("data-dir", directory.toString()).with("port", "0"));
  }

  ManagedChannel newChannel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.port())
        .usePlaintext()
        .directExecutor()
        .maxInboundMessageSize(64 << 20)
        .build();
  }

  CacheServiceGrpc.CacheServiceBlockingStub cache() {
    return CacheServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  AdminServiceGrpc.AdminServiceBlockingStub admin() {
    return AdminServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  /** Waits until so many calls are being served. */
  void awaitInFlight(int calls) {
    Admission admission = injector.getInstance(Admission.class);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (admission.inFlight() != calls) {
      assertTrue(System.nanoTime() < deadline, () -> "in flight: " + admission.inFlight());
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.stop(Duration.ZERO);
    injector.getInstance(ObjectStore.class).close();
  }
}
