package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.CollectionRef;
import dev.larder.v1.CompleteFillRequest;
import dev.larder.v1.FailFillRequest;
import dev.larder.v1.FillOptions;
import dev.larder.v1.FillRole;
import dev.larder.v1.Freshness;
import dev.larder.v1.GetCollectionRequest;
import dev.larder.v1.GetCollectionResponse;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.GetStatsRequest;
import dev.larder.v1.Key;
import dev.larder.v1.Outcome;
import dev.larder.v1.Payload;
import dev.larder.v1.PayloadView;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.ReadPolicy;
import dev.larder.v1.ReplaceCollectionRequest;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many who wait for one large answer, over a real socket. The payload threads have room for a few
 * messages, so that nobody is helped by how fast they are.
 */
class ManyFollowersTest {
  private static final int FOLLOWERS = 600;
  private static final int GROUP = 100;
  private static final int CHANNELS = 4;
  private static final int PAYLOAD = 100_000;
  private static final int MEMBERS = 400;
  private static final CollectionRef ALL = Requests.COLLECTION;

  private TestingServer server;
  private final List<ManagedChannel> channels = new ArrayList<>();

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = TestingServer.start(directory, new TestingSettings().with("payload-queue", "8"));
    for (int i = 0; i < CHANNELS; i++) {
      channels.add(server.newChannel());
    }
  }

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.close();
  }

  private static FillOptions wait(int seconds) {
    return FillOptions.newBuilder()
        .setAcquire(true)
        .setWait(Duration.newBuilder().setSeconds(seconds))
        .build();
  }

  private static GetObjectRequest.Builder read(int seconds) {
    return GetObjectRequest.newBuilder().setKey(Requests.KEY).setFill(wait(seconds));
  }

  private static GetCollectionRequest.Builder readAll(int seconds) {
    return GetCollectionRequest.newBuilder().setRef(ALL).setFill(wait(seconds));
  }

  /** Once all of them wait; they come in groups, for what they look at first has a queue too. */
  private <Q, R> List<ListenableFuture<R>> follow(
      IntFunction<Q> request,
      BiFunction<CacheServiceGrpc.CacheServiceFutureStub, Q, ListenableFuture<R>> method) {
    List<ListenableFuture<R>> calls = new ArrayList<>();
    for (int i = 0; i < FOLLOWERS; i++) {
      calls.add(method.apply(stub(i), request.apply(i)));
      if (calls.size() % GROUP == 0) {
        awaitParked(calls.size());
      }
    }
    return calls;
  }

  private void awaitParked(int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (server.admin().getStats(GetStatsRequest.getDefaultInstance()).getFillsParked()
        != count) {
      assertTrue(System.nanoTime() < deadline, "they do not wait");
    }
  }

  private CacheServiceGrpc.CacheServiceFutureStub stub(int call) {
    return CacheServiceGrpc.newFutureStub(channels.get(call % CHANNELS))
        .withDeadlineAfter(120, TimeUnit.SECONDS);
  }

  private String lead() {
    GetObjectResponse answer = server.cache().getObject(read(0).build());
    assertEquals(FillRole.FILL_ROLE_LEADER, answer.getFill().getRole());
    return answer.getFill().getToken();
  }

  private String leadAll() {
    GetCollectionResponse answer = server.cache().getCollection(readAll(0).build());
    assertEquals(FillRole.FILL_ROLE_LEADER, answer.getFill().getRole());
    return answer.getFill().getToken();
  }

  private void complete(String token, Payload payload) {
    var unused =
        server
            .cache()
            .completeFill(
                CompleteFillRequest.newBuilder()
                    .setToken(token)
                    .setValue(PutObjectRequest.newBuilder().setPayload(payload))
                    .build());
  }

  private static Payload data() {
    return Payload.newBuilder().setData(ByteString.copyFrom(new byte[PAYLOAD])).build();
  }

  private static Payload json(int length) {
    return Payload.newBuilder().setJson("{\"x\":\"" + "y".repeat(length) + "\"}").build();
  }

  private void replaceAll(String token) {
    ReplaceCollectionRequest.Builder request =
        ReplaceCollectionRequest.newBuilder().setRef(ALL).setFillToken(token);
    for (int i = 0; i < MEMBERS; i++) {
      request.addMembers(
          PutObjectRequest.newBuilder()
              .setKey(Key.newBuilder().setId("M%04d".formatted(i)))
              .setPayload(json(PAYLOAD / MEMBERS)));
    }
    var unused = server.cache().replaceCollection(request.build());
  }

  private static <R> R await(ListenableFuture<R> call) throws Exception {
    return call.get(60, TimeUnit.SECONDS);
  }

  @Test
  void followersOfALargeObject_allHaveIt() throws Exception {
    String token = lead();
    var calls = follow(i -> read(60).build(), (stub, request) -> stub.getObject(request));
    complete(token, data());
    for (ListenableFuture<GetObjectResponse> call : calls) {
      GetObjectResponse answer = await(call);
      assertEquals(Outcome.OUTCOME_FRESH, answer.getOutcome());
      assertEquals(Requests.KEY, answer.getEntry().getKey());
      assertEquals(PAYLOAD, answer.getEntry().getPayload().getData().size());
    }
  }

  @Test
  void followersOfALargeObject_whoWantItInSeveralForms_haveEachTheirs() throws Exception {
    String token = lead();
    List<PayloadView> views =
        List.of(
            PayloadView.PAYLOAD_VIEW_STORED,
            PayloadView.PAYLOAD_VIEW_VALUE,
            PayloadView.PAYLOAD_VIEW_NONE);
    var calls =
        follow(
            i ->
                read(60)
                    .setPolicy(ReadPolicy.newBuilder().setView(views.get(3 * i / FOLLOWERS)))
                    .build(),
            (stub, request) -> stub.getObject(request));
    complete(token, json(PAYLOAD));
    for (int i = 0; i < FOLLOWERS; i++) {
      Payload payload = await(calls.get(i)).getEntry().getPayload();
      switch (views.get(3 * i / FOLLOWERS)) {
        case PAYLOAD_VIEW_STORED -> assertEquals(json(PAYLOAD).getJson(), payload.getJson());
        case PAYLOAD_VIEW_VALUE ->
            assertTrue(payload.getValue().getStructValue().containsFields("x"));
        default -> assertEquals(Payload.getDefaultInstance(), payload);
      }
    }
  }

  @Test
  void followersOfALargeObject_whoseLeaderFails_haveTheStaleOne() throws Exception {
    complete(lead(), data());
    server.clock.advance(java.time.Duration.ofHours(2));
    ReadPolicy ifError =
        ReadPolicy.newBuilder().setFreshness(Freshness.FRESHNESS_STALE_IF_ERROR).build();
    String token = lead();
    var calls =
        follow(
            i -> read(60).setPolicy(ifError).build(), (stub, request) -> stub.getObject(request));
    fail(token);
    for (ListenableFuture<GetObjectResponse> call : calls) {
      GetObjectResponse answer = await(call);
      assertEquals(Outcome.OUTCOME_STALE, answer.getOutcome());
      assertEquals(FillRole.FILL_ROLE_BACKOFF, answer.getFill().getRole());
      assertEquals(PAYLOAD, answer.getEntry().getPayload().getData().size());
    }
  }

  private void fail(String token) {
    var unused =
        server
            .cache()
            .failFill(
                FailFillRequest.newBuilder()
                    .setToken(token)
                    .setBackoff(Duration.newBuilder().setSeconds(60))
                    .build());
  }

  @Test
  void followersOfALargePage_allHaveIt() throws Exception {
    String token = leadAll();
    var calls = follow(i -> readAll(60).build(), (stub, request) -> stub.getCollection(request));
    replaceAll(token);
    for (ListenableFuture<GetCollectionResponse> call : calls) {
      GetCollectionResponse answer = await(call);
      assertEquals(Outcome.OUTCOME_FRESH, answer.getOutcome());
      assertEquals(100, answer.getEntriesCount());
      assertTrue(answer.getSerializedSize() > PayloadWork.SMALL_BYTES);
    }
  }

  @Test
  void followersOfALargePage_whoseLeaderFails_haveTheStaleOne() throws Exception {
    replaceAll(leadAll());
    server.clock.advance(java.time.Duration.ofHours(2));
    ReadPolicy ifError =
        ReadPolicy.newBuilder().setFreshness(Freshness.FRESHNESS_STALE_IF_ERROR).build();
    String token = leadAll();
    var calls =
        follow(
            i -> readAll(60).setPolicy(ifError).build(),
            (stub, request) -> stub.getCollection(request));
    fail(token);
    for (ListenableFuture<GetCollectionResponse> call : calls) {
      GetCollectionResponse answer = await(call);
      assertEquals(Outcome.OUTCOME_STALE, answer.getOutcome());
      assertEquals(100, answer.getEntriesCount());
    }
  }
}
