package dev.larder.transport;

import static dev.larder.transport.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.larder.v1.BatchGetObjectsRequest;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.Key;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers who do not read what they have asked for cannot fill the server's memory. */
class UnreadAnswersTest {
  private static final int PAYLOAD = 400_000;

  /** So many of them are as much as the server lets be unread. */
  private static final int ENOUGH = 3;

  /** So many of them one connection may have, since less than that is left for others. */
  private static final int SHARE = 2;

  private static final Key LARGE = key("large");
  private static final Key SMALL = key("small");

  private TestingServer server;

  /** Takes no more than this in before somebody reads. */
  private ManagedChannel narrow;

  private ManagedChannel another;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = TestingServer.start(directory, new TestingSettings().with("max-unread-bytes", "1MB"));
    narrow = narrowChannel();
    another = narrowChannel();
    put(LARGE, PAYLOAD);
    put(SMALL, 10);
  }

  @AfterEach
  void stop() {
    narrow.shutdownNow();
    another.shutdownNow();
    server.close();
  }

  private ManagedChannel narrowChannel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.server.port())
        .usePlaintext()
        .flowControlWindow(65_535)
        .build();
  }

  private static Key key(String id) {
    return Key.newBuilder().setNamespace("acme").setKind("files").setId(id).build();
  }

  private void put(Key key, int bytes) {
    Payload payload = Payload.newBuilder().setData(ByteString.copyFrom(new byte[bytes])).build();
    var put =
        server
            .cache()
            .putObject(PutObjectRequest.newBuilder().setKey(key).setPayload(payload).build());
    assertTrue(put.getPayloadChanged());
  }

  private static GetObjectRequest read(Key key) {
    return GetObjectRequest.newBuilder().setKey(key).build();
  }

  private int bytesOf(Key key) {
    return bytesOf(key, server.cache());
  }

  private static int bytesOf(Key key, CacheServiceGrpc.CacheServiceBlockingStub stub) {
    return stub.getObject(read(key)).getEntry().getPayload().getData().size();
  }

  private List<ClientCall<?, ?>> askAndDoNotRead(ManagedChannel channel, int calls) {
    return Stream.<ClientCall<?, ?>>generate(() -> askAndDoNotRead(channel)).limit(calls).toList();
  }

  private static ClientCall<?, ?> askAndDoNotRead(ManagedChannel channel) {
    ClientCall<GetObjectRequest, GetObjectResponse> call =
        channel.newCall(CacheServiceGrpc.getGetObjectMethod(), CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.sendMessage(read(LARGE));
    call.halfClose();
    return call;
  }

  private void awaitUnread(int answers) {
    Admission admission = server.injector.getInstance(Admission.class);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (admission.unreadBytes() / PAYLOAD != answers) {
      assertTrue(System.nanoTime() < deadline, () -> "unread: " + admission.unreadBytes());
      Thread.onSpinWait();
    }
  }

  @Test
  void largeAnswers_thatNobodyReads_keepFurtherOnesBackUntilTheirCallersHaveGone() {
    List<ClientCall<?, ?>> lazy = new ArrayList<>(askAndDoNotRead(narrow, SHARE));
    awaitUnread(SHARE);
    lazy.addAll(askAndDoNotRead(another, 1));
    awaitUnread(ENOUGH);
    assertFails(Code.UNAVAILABLE, "OVERLOADED", () -> bytesOf(LARGE));
    assertFails(
        Code.UNAVAILABLE,
        "OVERLOADED",
        () ->
            server
                .cache()
                .batchGetObjects(
                    BatchGetObjectsRequest.newBuilder().addRequests(read(LARGE)).build()));
    assertEquals(10, bytesOf(SMALL));
    lazy.forEach(call -> call.cancel("it has gone", null));
    awaitUnread(0);
    assertEquals(PAYLOAD, bytesOf(LARGE));
  }

  @Test
  void connectionThatDoesNotRead_leavesAsMuchRoomForOthersAsItTakes() {
    var lazy = askAndDoNotRead(narrow, SHARE);
    awaitUnread(SHARE);
    var more = CacheServiceGrpc.newBlockingStub(narrow).withDeadlineAfter(30, TimeUnit.SECONDS);
    assertFails(Code.UNAVAILABLE, "OVERLOADED", () -> bytesOf(LARGE, more));
    assertEquals(PAYLOAD, bytesOf(LARGE));
    lazy.forEach(call -> call.cancel("it has gone", null));
    awaitUnread(0);
    assertEquals(PAYLOAD, bytesOf(LARGE, more));
  }

  @Test
  void largeAnswers_thatAreRead_areForgotten() {
    for (int i = 0; i < 2 * ENOUGH; i++) {
      assertEquals(PAYLOAD, bytesOf(LARGE));
    }
    awaitUnread(0);
  }
}
