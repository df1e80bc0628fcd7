package dev.larder.transport;

import static dev.larder.transport.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.GetCapabilitiesRequest;
import dev.larder.v1.GetCapabilitiesResponse;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.Key;
import dev.larder.v1.Outcome;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.channelz.v1.ChannelzGrpc;
import io.grpc.channelz.v1.GetServersRequest;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrpcServerTest {
  private static final Key KEY =
      Key.newBuilder().setNamespace("acme").setKind("users").setId("U1").build();

  @TempDir Path directory;

  @Test
  void put_thenGet_answersTheSameBytes() throws Exception {
    try (TestingServer server = TestingServer.start(directory)) {
      String json = "{ \"name\" : \"Zoë 🐧\" }";
      var put =
          server
              .cache()
              .putObject(
                  PutObjectRequest.newBuilder()
                      .setKey(KEY)
                      .setPayload(Payload.newBuilder().setJson(json))
                      .build());
      var got = server.cache().getObject(GetObjectRequest.newBuilder().setKey(KEY).build());
      assertEquals(Outcome.OUTCOME_FRESH, got.getOutcome());
      assertEquals(json, got.getEntry().getPayload().getJson());
      assertEquals(put.getEtag(), got.getEntry().getEtag());
      assertEquals(put.getRevision(), got.getReadRevision());
    }
  }

  @Test
  void unixSocket_besidesTcp_servesItsOwnerAlone() throws Exception {
    Path socket = directory.resolve("larder.sock");
    try (TestingServer server = start(socket)) {
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
      GetCapabilitiesResponse overTcp =
          capabilities(CacheServiceGrpc.newBlockingStub(server.channel));
      assertEquals(List.of("fills", "unix-socket"), overTcp.getFeaturesList());
      assertEquals(overTcp, overUnixSocket(socket));
    }
    assertFalse(Files.exists(socket));
  }

  private TestingServer start(Path socket) throws IOException {
    return TestingServer.start(
        directory, new TestingSettings().with("unix-socket", socket.toString()));
  }

  private static GetCapabilitiesResponse overUnixSocket(Path socket) {
    var loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollDomainSocketChannel.class)
            .eventLoopGroup(loops)
            .usePlaintext()
            .build();
    try {
      return capabilities(CacheServiceGrpc.newBlockingStub(channel));
    } finally {
      channel.shutdownNow();
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private static GetCapabilitiesResponse capabilities(
      CacheServiceGrpc.CacheServiceBlockingStub stub) {
    return stub.withDeadlineAfter(30, TimeUnit.SECONDS)
        .getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
  }

  @Test
  void unixSocket_leftByADeadServer_isTakenOver() throws Exception {
    Path socket = directory.resolve("larder.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertTrue(Files.exists(socket), "the file of a dead server stays");
    try (TestingServer server = start(socket)) {
      assertEquals("1.2.3", overUnixSocket(socket).getServerVersion());
      assertTrue(server.server.port() > 0);
    }
  }

  @Test
  void unixSocket_whereAFifoIs_leavesItAlone() throws Exception {
    Path fifo = directory.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    IOException failure = assertThrows(IOException.class, () -> UnixSocketFile.prepare(fifo));
    assertTrue(String.valueOf(failure.getMessage()).contains("not a socket"), failure.getMessage());
    assertTrue(Files.exists(fifo));
  }

  @Test
  void unixSocket_ofALivingServer_isLeftAlone() throws Exception {
    Path socket = directory.resolve("larder.sock");
    try (ServerSocketChannel living = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      living.bind(UnixDomainSocketAddress.of(socket));
      IOException failure = assertThrows(IOException.class, () -> UnixSocketFile.prepare(socket));
      assertTrue(String.valueOf(failure.getMessage()).contains("already"), failure.getMessage());
    }
    assertTrue(Files.exists(socket));
  }

  @Test
  void unixSocket_aFileThatIsNoSocket_isLeftAlone() throws Exception {
    Path file = Files.writeString(directory.resolve("precious"), "text");
    assertThrows(IOException.class, () -> UnixSocketFile.prepare(file));
    assertEquals("text", Files.readString(file));
  }

  @Test
  void start_portInUse_failsAndSaysWhich(@TempDir Path other) throws Exception {
    try (TestingServer first = TestingServer.start(directory)) {
      TransportConfig config =
          TransportConfig.from(
              new TestingSettings().with("port", Integer.toString(first.server.port())));
      Admission admission = new Admission(config.calls());
      var second =
          new GrpcServer(
              config,
              first.injector.getInstance(LarderServices.class),
              new EventLoopStalls(),
              new PayloadWork(config.threads()),
              admission);
      IOException failure = assertThrows(IOException.class, second::start);
      assertTrue(
          String.valueOf(failure.getMessage()).contains(":" + first.server.port()),
          failure.getMessage());
      assertThrows(IllegalStateException.class, second::port);
    }
  }

  @Test
  void health_ofRunningServer_servesByService() throws Exception {
    try (TestingServer server = TestingServer.start(directory)) {
      for (String service : List.of("", "larder.v1.CacheService", "larder.v1.AdminService")) {
        assertEquals(ServingStatus.SERVING, health(server).check(service(service)).getStatus());
      }
      assertFails(Code.NOT_FOUND, "", () -> health(server).check(service("nobody")));
    }
  }

  @Test
  void stop_withHealthWatched_saysNotServingAndDoesNotWaitForTheWatch() throws Exception {
    CompletableFuture<ServingStatus> last = new CompletableFuture<>();
    try (TestingServer server = TestingServer.start(directory)) {
      CompletableFuture<Void> serving = new CompletableFuture<>();
      HealthGrpc.newStub(server.channel).watch(service(""), recorder(serving, last));
      serving.get(30, TimeUnit.SECONDS);
      server.server.stop(Duration.ofHours(1));
      assertEquals(ServingStatus.NOT_SERVING, last.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void stop_withACallThatNeverEnds_cutsItOffAfterTheGrace() throws Exception {
    try (TestingServer server = TestingServer.start(directory);
        RawConnection connection = new RawConnection(server.server.port())) {
      RawConnection.Call call = connection.call("/larder.v1.CacheService/GetObject");
      call.send(Unpooled.buffer().writeByte(0), false);
      server.awaitInFlight(1);
      server.server.stop(Duration.ofMillis(50));
      assertEquals(0, server.injector.getInstance(Admission.class).inFlight());
      assertTrue(connection.end.get(30, TimeUnit.SECONDS) <= 0, "an orderly end");
      assertThrows(IllegalStateException.class, server.server::port);
    }
  }

  @Test
  void channelz_whenAskedFor_answersLoopback() throws Exception {
    try (TestingServer server =
        TestingServer.start(directory, new TestingSettings().with("channelz", "true"))) {
      var servers =
          ChannelzGrpc.newBlockingStub(server.channel)
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .getServers(GetServersRequest.getDefaultInstance());
      assertTrue(servers.getServerCount() > 0);
    }
  }

  private static StreamObserver<HealthCheckResponse> recorder(
      CompletableFuture<Void> serving, CompletableFuture<ServingStatus> last) {
    return new StreamObserver<>() {
      @Override
      public void onNext(HealthCheckResponse response) {
        if (response.getStatus() == ServingStatus.SERVING) {
          serving.complete(null);
        } else {
          last.complete(response.getStatus());
        }
      }

      @Override
      public void onError(Throwable failure) {
        last.completeExceptionally(failure);
      }

      @Override
      public void onCompleted() {
        last.completeExceptionally(new IllegalStateException("ended"));
      }
    };
  }

  private static HealthGrpc.HealthBlockingStub health(TestingServer server) {
    return HealthGrpc.newBlockingStub(server.channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  private static HealthCheckRequest service(String name) {
    return HealthCheckRequest.newBuilder().setService(name).build();
  }

  @Test
  void reflection_listServices_namesOursAndItself() throws Exception {
    try (TestingServer server = TestingServer.start(directory)) {
      CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
      StreamObserver<ServerReflectionRequest> asking =
          ServerReflectionGrpc.newStub(server.channel)
              .serverReflectionInfo(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                      answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                      answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                  });
      asking.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
      List<String> names =
          answer.get(30, TimeUnit.SECONDS).getListServicesResponse().getServiceList().stream()
              .map(service -> service.getName())
              .sorted()
              .toList();
      asking.onCompleted();
      assertEquals(
          List.of(
              "grpc.health.v1.Health",
              "grpc.reflection.v1.ServerReflection",
              "grpc.reflection.v1alpha.ServerReflection",
              "larder.v1.AdminService",
              "larder.v1.CacheService"),
          names);
    }
  }

  @Test
  void capabilities_ofDefaults_tellTheLimits() throws Exception {
    try (TestingServer server = TestingServer.start(directory)) {
      var capabilities = capabilities(CacheServiceGrpc.newBlockingStub(server.channel));
      assertEquals("1.2.3", capabilities.getServerVersion());
      assertEquals(2 << 20, capabilities.getMaxPayloadBytes());
      assertEquals(4 << 20, capabilities.getMaxMessageBytes());
      assertEquals(1000, capabilities.getMaxBatchItems());
      assertFalse(capabilities.getStoreEpoch().isEmpty());
    }
  }
}
