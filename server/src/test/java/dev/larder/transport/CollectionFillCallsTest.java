package dev.larder.transport;

import static dev.larder.transport.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import com.google.rpc.Status;
import dev.larder.v1.CollectionRef;
import dev.larder.v1.CompleteFillRequest;
import dev.larder.v1.FailFillRequest;
import dev.larder.v1.FillOptions;
import dev.larder.v1.FillRole;
import dev.larder.v1.Freshness;
import dev.larder.v1.GetCollectionRequest;
import dev.larder.v1.GetCollectionResponse;
import dev.larder.v1.GetStatsRequest;
import dev.larder.v1.Outcome;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.ReadPolicy;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fills of collections over a real socket. */
class CollectionFillCallsTest extends CollectionCallsFixture {
  private static final int CALLERS = 40;

  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

  @AfterEach
  void stopCallers() {
    callers.shutdownNow();
  }

  private void replace(String token, String... ids) {
    var unused =
        server.cache().replaceCollection(replacement(members(ids)).setFillToken(token).build());
  }

  private static GetCollectionRequest.Builder read(int waitSeconds) {
    return GetCollectionRequest.newBuilder()
        .setRef(ALL)
        .setFill(
            FillOptions.newBuilder()
                .setAcquire(true)
                .setHolder("test")
                .setWait(Duration.newBuilder().setSeconds(waitSeconds)));
  }

  private String lead() {
    GetCollectionResponse answer = get(read(0));
    assertEquals(FillRole.FILL_ROLE_LEADER, answer.getFill().getRole());
    assertEquals(10, answer.getFill().getExpiresIn().getSeconds());
    assertFalse(answer.getFill().hasPrevious());
    return answer.getFill().getToken();
  }

  private List<CompletableFuture<GetCollectionResponse>> begin(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> CompletableFuture.supplyAsync(() -> get(read(20)), callers))
        .toList();
  }

  private void awaitParked(long count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (server.admin().getStats(GetStatsRequest.getDefaultInstance()).getFillsParked()
        != count) {
      assertTrue(System.nanoTime() < deadline, "they do not wait");
    }
  }

  @Test
  void manyCallersMissAColdCollection_oneIsSentAndAllHaveIt() throws Exception {
    List<CompletableFuture<GetCollectionResponse>> calls = begin(CALLERS);
    awaitParked(CALLERS - 1);
    GetCollectionResponse leader =
        (GetCollectionResponse)
            CompletableFuture.anyOf(calls.toArray(CompletableFuture[]::new))
                .get(20, TimeUnit.SECONDS);
    assertEquals(FillRole.FILL_ROLE_LEADER, leader.getFill().getRole());
    assertEquals(Outcome.OUTCOME_MISS_ABSENT, leader.getOutcome());
    replace(leader.getFill().getToken(), "b", "a");
    int sent = 0;
    for (CompletableFuture<GetCollectionResponse> call : calls) {
      GetCollectionResponse answer = call.get(20, TimeUnit.SECONDS);
      if (answer.hasFill()) {
        sent++;
      } else {
        assertEquals(Outcome.OUTCOME_FRESH, answer.getOutcome());
        assertEquals(List.of("a", "b"), ids(answer));
      }
    }
    assertEquals(1, sent);
    var fills = server.admin().getStats(GetStatsRequest.getDefaultInstance());
    assertEquals(1, fills.getFillsByResultOrDefault("FILL_LED", 0));
    assertEquals(1, fills.getFillsByResultOrDefault("FILL_COMPLETED", 0));
    assertEquals(CALLERS - 1, fills.getFillsByResultOrDefault("FILL_WAITED", 0));
  }

  @Test
  void leaderFails_allAreToldWhy() throws Exception {
    String token = lead();
    List<CompletableFuture<GetCollectionResponse>> calls = begin(3);
    awaitParked(3);
    fail(token, "down");
    for (CompletableFuture<GetCollectionResponse> call : calls) {
      GetCollectionResponse answer = call.get(20, TimeUnit.SECONDS);
      assertEquals(FillRole.FILL_ROLE_BACKOFF, answer.getFill().getRole());
      assertEquals("down", answer.getFill().getLastError().getMessage());
      assertEquals(Outcome.OUTCOME_MISS_ABSENT, answer.getOutcome());
    }
  }

  private void fail(String token, String why) {
    var unused =
        server
            .cache()
            .failFill(
                FailFillRequest.newBuilder()
                    .setToken(token)
                    .setError(Status.newBuilder().setCode(14).setMessage(why))
                    .setBackoff(Duration.newBuilder().setSeconds(60))
                    .build());
  }

  @Test
  void leaderIsOvertakenByAnInvalidation_theNextIsSent() throws Exception {
    String token = lead();
    List<CompletableFuture<GetCollectionResponse>> calls = begin(1);
    awaitParked(1);
    var unused = invalidateAll("acme");
    GetCollectionResponse next = calls.get(0).get(20, TimeUnit.SECONDS);
    assertEquals(FillRole.FILL_ROLE_LEADER, next.getFill().getRole());
    assertFails(Code.ABORTED, "FILL_SUPERSEDED", () -> replace(token, "old"));
    replace(next.getFill().getToken(), "new");
    assertEquals(List.of("new"), ids(get(read(0))));
  }

  @Test
  void snapshot_completesTheFill() throws Exception {
    String token = lead();
    List<CompletableFuture<GetCollectionResponse>> calls = begin(1);
    awaitParked(1);
    String snapshot = beginSnapshot(ALL, token);
    append(snapshot, 0, "m0");
    append(snapshot, 1, "m1");
    var unused = commit(snapshot, 2);
    assertEquals(List.of("m0", "m1"), ids(calls.get(0).get(20, TimeUnit.SECONDS)));
    assertFails(Code.ABORTED, "FILL_LOST", () -> beginSnapshot(ALL, token));
  }

  @Test
  void token_ofSomethingElse_isRefused() {
    String token = lead();
    CollectionRef other = ALL.toBuilder().setCollection("other").build();
    assertFails(Code.INVALID_ARGUMENT, "KEY_INVALID", () -> beginSnapshot(other, token));
    assertFails(Code.INVALID_ARGUMENT, "POLICY_INVALID", () -> replace("nonsense", "a"));
    assertFails(
        Code.INVALID_ARGUMENT,
        "POLICY_INVALID",
        () ->
            server
                .cache()
                .completeFill(
                    CompleteFillRequest.newBuilder()
                        .setToken(token)
                        .setValue(member("a").toBuilder().clearKey())
                        .build()));
    replace(token, "a");
  }

  @Test
  void pages_takeNoPart_andGoOnWithoutTheFill() {
    replace("", "a", "b");
    String next = get(read(0).setPageSize(1)).getNextPageToken();
    assertFails(Code.INVALID_ARGUMENT, "POLICY_INVALID", () -> get(read(0).setPageToken(next)));
    assertEquals(List.of("b"), ids(get(read(0).clearFill().setPageToken(next))));
  }

  @Test
  void restart_tokenOfBeforeIsLostAndCallersLeadAnew() throws Exception {
    String token = lead();
    stop();
    start();
    assertFails(Code.ABORTED, "FILL_LOST", () -> replace(token, "old"));
    replace(lead(), "a");
    assertEquals(List.of("a"), ids(get(read(0))));
  }

  @Test
  void longErrorBesideAFullPage_fitsIntoTheMessage() {
    String large = "{\"x\":\"" + "y".repeat(1 << 20) + "\"}";
    List<PutObjectRequest> members = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      members.add(
          member("m" + i).toBuilder().setPayload(Payload.newBuilder().setJson(large)).build());
    }
    var unused = server.cache().replaceCollection(replacement(members).build());
    server.clock.advance(java.time.Duration.ofHours(2));
    ReadPolicy ifError =
        ReadPolicy.newBuilder().setFreshness(Freshness.FRESHNESS_STALE_IF_ERROR).build();
    String token = get(read(0).setPolicy(ifError)).getFill().getToken();
    fail(token, "e".repeat(4096));
    GetCollectionResponse answer = get(read(0).setPolicy(ifError));
    assertEquals(Outcome.OUTCOME_STALE, answer.getOutcome());
    assertEquals(4096, answer.getFill().getLastError().getMessage().length());
    assertTrue(answer.getSerializedSize() <= 4 << 20, "larger than a message");
  }
}
