package dev.larder.transport;

import static dev.larder.transport.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.rpc.RetryInfo;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.GetCapabilitiesRequest;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.Outcome;
import dev.larder.v1.Payload;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that break the protocol, or strain it: each is put in its place, and everybody else is
 * served.
 */
class HostileConnectionTest {
  private static final String GET = "/larder.v1.CacheService/GetObject";

  @TempDir Path directory;

  private TestingServer start(String... settings) throws IOException {
    TestingSettings given = new TestingSettings();
    for (int i = 0; i < settings.length; i += 2) {
      given.with(settings[i], settings[i + 1]);
    }
    TestingServer server = TestingServer.start(directory, given);
    var unused = server.cache().putObject(Requests.put());
    return server;
  }

  private static void assertServes(TestingServer server) {
    GetObjectResponse answer =
        server.cache().getObject(GetObjectRequest.newBuilder().setKey(Requests.KEY).build());
    assertEquals(Outcome.OUTCOME_FRESH, answer.getOutcome());
  }

  private static ByteBuf prefixed(long claimed, byte[] sent) {
    return Unpooled.buffer().writeByte(0).writeInt((int) claimed).writeBytes(sent);
  }

  @Test
  void lengthPrefix_thatClaimsAGigabyte_isRefusedAtOnce() throws Exception {
    try (TestingServer server = start();
        RawConnection connection = new RawConnection(server.server.port())) {
      for (long claim : new long[] {1L << 30, Integer.MAX_VALUE, 0xFFFFFFFFL, (4L << 20) + 1}) {
        RawConnection.Call call = connection.call(GET);
        call.send(prefixed(claim, new byte[10]), false);
        assertEquals(
            Integer.toString(Code.RESOURCE_EXHAUSTED.value()), call.trailer("grpc-status"));
      }
      assertTrue(connection.isOpen(), "the other calls of the connection go on");
      assertServes(server);
    }
  }

  @Test
  void message_atTheMessageLimitAndOver_isReadOrRefused() throws Exception {
    try (TestingServer server = start()) {
      int limit = 4 << 20;
      assertFails(Code.INVALID_ARGUMENT, "VALUE_TOO_LARGE", () -> put(server, limit));
      assertFails(Code.RESOURCE_EXHAUSTED, "", () -> put(server, limit + 1));
      assertServes(server);
    }
  }

  /** Puts a payload so large that the whole message has this size. */
  private static void put(TestingServer server, int messageBytes) {
    var request = Requests.put().toBuilder();
    for (int payload = messageBytes - 100; ; payload++) {
      request.setPayload(Payload.newBuilder().setData(ByteString.copyFrom(new byte[payload])));
      if (request.build().getSerializedSize() == messageBytes) {
        server.cache().putObject(request.build());
        return;
      }
    }
  }

  @Test
  void lengthPrefix_longerThanWhatIsSent_isRefused() throws Exception {
    try (TestingServer server = start();
        RawConnection connection = new RawConnection(server.server.port())) {
      RawConnection.Call call = connection.call(GET);
      call.send(prefixed(1000, new byte[10]), true);
      assertEquals(Integer.toString(Code.INTERNAL.value()), call.trailer("grpc-status"));
      assertServes(server);
    }
  }

  @Test
  void call_withoutAMessage_isRefused() throws Exception {
    try (TestingServer server = start();
        RawConnection connection = new RawConnection(server.server.port())) {
      RawConnection.Call call = connection.call(GET);
      call.send(Unpooled.EMPTY_BUFFER, true);
      assertEquals(Integer.toString(Code.INVALID_ARGUMENT.value()), call.trailer("grpc-status"));
      assertServes(server);
    }
  }

  @Test
  void call_withTwoMessages_isReset() throws Exception {
    try (TestingServer server = start();
        RawConnection connection = new RawConnection(server.server.port())) {
      RawConnection.Call call = connection.call(GET);
      call.send(prefixed(0, new byte[0]), false);
      call.send(prefixed(0, new byte[0]), true);
      assertEquals(Http2Error.CANCEL, call.reset.get(30, TimeUnit.SECONDS));
      assertServes(server);
    }
  }

  @Test
  void method_thatDoesNotExist_isUnimplemented() throws Exception {
    try (TestingServer server = start();
        RawConnection connection = new RawConnection(server.server.port())) {
      RawConnection.Call call = connection.call("/larder.v1.CacheService/Nothing");
      call.send(prefixed(0, new byte[0]), true);
      assertEquals(Integer.toString(Code.UNIMPLEMENTED.value()), call.trailer("grpc-status"));
      assertServes(server);
    }
  }

  @Test
  void connection_thatResetsItsCallsRapidly_isClosed() throws Exception {
    try (TestingServer server = start("max-resets-per-minute", "100");
        RawConnection connection = new RawConnection(server.server.port())) {
      // Not one more than it takes: bytes that the server has not read when it closes make the
      // kernel reset the connection, and with it goes the GOAWAY that is still under way.
      for (int i = 0; i < 101; i++) {
        assertFalse(connection.end.isDone(), "closed too early");
        connection.call(GET).cancel();
      }
      assertEquals(Http2Error.ENHANCE_YOUR_CALM.code(), connection.end.get(30, TimeUnit.SECONDS));
      assertServes(server);
    }
  }

  @Test
  void connection_withMoreCallsThanItMayHave_getsTheLastRefused() throws Exception {
    try (TestingServer server = start("max-calls-per-connection", "5");
        RawConnection connection = new RawConnection(server.server.port())) {
      List<RawConnection.Call> held = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        held.add(connection.call(GET));
        held.get(i).flush();
      }
      RawConnection.Call oneMore = connection.call(GET);
      oneMore.flush();
      assertEquals(Http2Error.REFUSED_STREAM, oneMore.reset.get(30, TimeUnit.SECONDS));
      assertServes(server);
    }
  }

  @Test
  void calls_beyondTheBoundOfTheServer_areOverloadedAtOnce() throws Exception {
    try (TestingServer server = start("max-calls-in-flight", "2");
        RawConnection connection = new RawConnection(server.server.port())) {
      List<RawConnection.Call> held = List.of(connection.call(GET), connection.call(GET));
      held.forEach(RawConnection.Call::flush);
      server.awaitInFlight(2);
      StatusRuntimeException failure =
          assertFails(
              Code.UNAVAILABLE,
              "OVERLOADED",
              () -> server.cache().getCapabilities(GetCapabilitiesRequest.getDefaultInstance()));
      assertTrue(Failures.detail(failure, RetryInfo.class).isPresent());
      Metadata trailers = failure.getTrailers();
      assertNotNull(trailers);
      assertEquals("100", trailers.get(StatusMapper.PUSHBACK));
      assertEquals(
          "SERVING",
          HealthGrpc.newBlockingStub(server.channel)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus()
              .name());
      held.forEach(RawConnection.Call::cancel);
      server.awaitInFlight(0);
      assertServes(server);
    }
  }

  @Test
  void connections_beyondTheLimit_areClosed() throws Exception {
    try (TestingServer server = start("max-connections", "2");
        RawConnection second = new RawConnection(server.server.port());
        Socket third = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
      third.setSoTimeout(30_000);
      assertEquals(-1, third.getInputStream().read());
      assertTrue(second.isOpen());
      assertServes(server);
    }
  }

  @Test
  void connection_thatSpeaksNoHttp2_isClosed() throws Exception {
    try (TestingServer server = start();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      while (socket.getInputStream().read() >= 0) {
        // Whatever the server still says, it ends.
      }
      assertServes(server);
    }
  }

  @Test
  void headers_overTheLimit_areRefused() throws Exception {
    try (TestingServer server = start("max-header-bytes", "2KB")) {
      Metadata headers = new Metadata();
      headers.put(Metadata.Key.of("large", Metadata.ASCII_STRING_MARSHALLER), "a".repeat(4 << 10));
      var stub =
          server
              .cache()
              .withInterceptors(io.grpc.stub.MetadataUtils.newAttachHeadersInterceptor(headers));
      assertFails(
          Code.INTERNAL,
          "",
          () -> stub.getCapabilities(GetCapabilitiesRequest.getDefaultInstance()));
      assertServes(server);
    }
  }

  @Test
  void message_thatIsCompressed_isUnimplemented() throws Exception {
    try (TestingServer server = start()) {
      CompressorRegistry gzip = CompressorRegistry.newEmptyInstance();
      gzip.register(new Codec.Gzip());
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.server.port())
              .usePlaintext()
              .compressorRegistry(gzip)
              .build();
      var stub = CacheServiceGrpc.newBlockingStub(channel).withCompression("gzip");
      assertFails(
          Code.UNIMPLEMENTED,
          "",
          () -> stub.getObject(GetObjectRequest.newBuilder().setKey(Requests.KEY).build()));
      channel.shutdownNow();
      assertServes(server);
    }
  }
}
