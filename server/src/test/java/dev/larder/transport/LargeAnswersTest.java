package dev.larder.transport;

import static dev.larder.transport.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.larder.model.CacheException;
import dev.larder.v1.BatchGetObjectsRequest;
import dev.larder.v1.BatchGetObjectsResponse;
import dev.larder.v1.BatchMode;
import dev.larder.v1.BatchPutObjectsRequest;
import dev.larder.v1.BatchPutObjectsResponse;
import dev.larder.v1.GetNamespaceRequest;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.GetStatsRequest;
import dev.larder.v1.IndexTerm;
import dev.larder.v1.Key;
import dev.larder.v1.KindPolicy;
import dev.larder.v1.ListNamespacesRequest;
import dev.larder.v1.ListNamespacesResponse;
import dev.larder.v1.LookupObjectsRequest;
import dev.larder.v1.LookupObjectsResponse;
import dev.larder.v1.Namespace;
import dev.larder.v1.Outcome;
import dev.larder.v1.Payload;
import dev.larder.v1.PutNamespaceRequest;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.PutObjectResponse;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches and pages: what does not fit, what is not sound, and going on from there. */
class LargeAnswersTest {
  private static final int LIMIT = 512 << 10;
  private static final int PAYLOAD = 100_000;

  private TestingServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server =
        TestingServer.start(
            directory,
            new TestingSettings()
                .with("max-payload-bytes", "128KB")
                .with("max-message-bytes", Integer.toString(LIMIT)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Key key(int id) {
    return Key.newBuilder()
        .setNamespace("acme")
        .setKind("files")
        .setId("F%04d".formatted(id))
        .build();
  }

  private void putLarge(int count) {
    for (int id = 0; id < count; id++) {
      var put =
          server
              .cache()
              .putObject(
                  PutObjectRequest.newBuilder()
                      .setKey(key(id))
                      .setPayload(
                          Payload.newBuilder().setData(ByteString.copyFrom(new byte[PAYLOAD])))
                      .build());
      assertTrue(put.getPayloadChanged());
    }
  }

  @Test
  void batch_largerThanAMessage_defersTheRest() {
    putLarge(8);
    List<Integer> wanted = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
    int rounds = 0;
    while (!wanted.isEmpty()) {
      BatchGetObjectsRequest.Builder request = BatchGetObjectsRequest.newBuilder();
      wanted.forEach(id -> request.addRequests(GetObjectRequest.newBuilder().setKey(key(id))));
      BatchGetObjectsResponse response = server.cache().batchGetObjects(request.build());
      assertTrue(response.getSerializedSize() <= LIMIT);
      assertEquals(wanted.size(), response.getItemsCount());
      List<Integer> deferred = new ArrayList<>();
      for (int i = 0; i < wanted.size(); i++) {
        var item = response.getItems(i).getResponse();
        if (item.getOutcome() == Outcome.OUTCOME_DEFERRED) {
          deferred.add(wanted.get(i));
        } else {
          assertEquals(PAYLOAD, item.getEntry().getPayload().getData().size());
          assertTrue(deferred.isEmpty(), "the rest is deferred, not what is in the middle");
        }
      }
      wanted = deferred;
      rounds++;
    }
    assertEquals(2, rounds);
    // What was deferred was found twice, but told once.
    assertEquals(
        Map.of("OUTCOME_FRESH", 8L),
        server.admin().getStats(GetStatsRequest.getDefaultInstance()).getReadsByOutcomeMap());
  }

  @Test
  void batch_largerThanIsReadAtOnce_defersTheRestThoughTheMessageHasRoom(@TempDir Path other)
      throws Exception {
    stop();
    server =
        TestingServer.start(
            other,
            new TestingSettings()
                .with("max-payload-bytes", "8MB")
                .with("max-message-bytes", "64MB")
                .with("hot-tier-bytes", "0"));
    BatchGetObjectsRequest.Builder request = BatchGetObjectsRequest.newBuilder();
    for (int id = 0; id < 4; id++) {
      Payload payload =
          Payload.newBuilder().setData(ByteString.copyFrom(new byte[8 << 20])).build();
      var put = PutObjectRequest.newBuilder().setKey(key(id)).setPayload(payload).build();
      assertTrue(server.cache().putObject(put).getPayloadChanged());
      request.addRequests(GetObjectRequest.newBuilder().setKey(key(id)));
    }
    assertEquals(
        List.of(
            Outcome.OUTCOME_FRESH,
            Outcome.OUTCOME_FRESH,
            Outcome.OUTCOME_DEFERRED,
            Outcome.OUTCOME_DEFERRED),
        server.cache().batchGetObjects(request.build()).getItemsList().stream()
            .map(item -> item.getResponse().getOutcome())
            .toList());
    assertEquals(
        Map.of("OUTCOME_FRESH", 2L),
        server.admin().getStats(GetStatsRequest.getDefaultInstance()).getReadsByOutcomeMap());
  }

  @Test
  void lookup_largerThanAMessage_givesShortPages() {
    putLarge(8);
    LookupObjectsRequest.Builder request =
        LookupObjectsRequest.newBuilder().setNamespace("acme").setKind("files");
    List<String> found = new ArrayList<>();
    do {
      LookupObjectsResponse page = server.cache().lookupObjects(request.build());
      assertTrue(page.getSerializedSize() <= LIMIT);
      page.getEntriesList().forEach(entry -> found.add(entry.getKey().getId()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    assertEquals(
        List.of("F0000", "F0001", "F0002", "F0003", "F0004", "F0005", "F0006", "F0007"), found);
  }

  @Test
  void batchGet_withAnUnsoundItem_losesNoOther() {
    putLarge(1);
    BatchGetObjectsResponse response =
        server
            .cache()
            .batchGetObjects(
                BatchGetObjectsRequest.newBuilder()
                    .addRequests(GetObjectRequest.newBuilder().setKey(key(9)))
                    .addRequests(GetObjectRequest.getDefaultInstance())
                    .addRequests(GetObjectRequest.newBuilder().setKey(key(0)))
                    .build());
    assertEquals(Outcome.OUTCOME_MISS_ABSENT, response.getItems(0).getResponse().getOutcome());
    assertEquals(Code.INVALID_ARGUMENT.value(), response.getItems(1).getError().getCode());
    assertEquals(Outcome.OUTCOME_FRESH, response.getItems(2).getResponse().getOutcome());
  }

  @Test
  void batchPut_withAnUnsoundItem_losesNoOtherUnlessAtomic() {
    PutObjectRequest sound = Requests.put();
    PutObjectRequest unsound = sound.toBuilder().clearKey().build();
    BatchPutObjectsRequest batch =
        BatchPutObjectsRequest.newBuilder().addRequests(sound).addRequests(unsound).build();
    var atomic =
        server
            .cache()
            .batchPutObjects(batch.toBuilder().setMode(BatchMode.BATCH_MODE_ATOMIC).build());
    assertEquals(Code.ABORTED.value(), atomic.getItems(0).getError().getCode());
    assertEquals(Code.INVALID_ARGUMENT.value(), atomic.getItems(1).getError().getCode());
    assertEquals(Outcome.OUTCOME_MISS_ABSENT, outcome(sound.getKey()));
    var each = server.cache().batchPutObjects(batch);
    assertTrue(each.getItems(0).getResponse().getRevision() > 0);
    assertEquals(Code.INVALID_ARGUMENT.value(), each.getItems(1).getError().getCode());
    assertEquals(Outcome.OUTCOME_FRESH, outcome(sound.getKey()));
  }

  private Outcome outcome(Key key) {
    return server.cache().getObject(GetObjectRequest.newBuilder().setKey(key).build()).getOutcome();
  }

  @Test
  void namespaces_inPages_areAllThereInOrder() {
    for (String name : List.of("b", "a", "c", "e", "d")) {
      var put =
          server
              .cache()
              .putObject(
                  Requests.put().toBuilder()
                      .setKey(Requests.KEY.toBuilder().setNamespace(name))
                      .build());
      assertEquals(1, put.getRevision());
    }
    ListNamespacesRequest.Builder request = ListNamespacesRequest.newBuilder().setPageSize(2);
    List<String> names = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    do {
      ListNamespacesResponse page = server.admin().listNamespaces(request.build());
      page.getNamespacesList().forEach(namespace -> names.add(namespace.getName()));
      sizes.add(page.getNamespacesCount());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    assertEquals(List.of("a", "b", "c", "d", "e"), names);
    assertEquals(List.of(2, 2, 1), sizes);
  }

  @Test
  void namespaces_largerThanAMessage_giveShortPages() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Namespace.Builder namespace = Namespace.newBuilder().setName("N%02d".formatted(i));
      for (int kind = 0; kind < 200; kind++) {
        namespace.addKinds(KindPolicy.newBuilder().setKind("%0400d".formatted(kind)));
      }
      var put = PutNamespaceRequest.newBuilder().setNamespace(namespace).build();
      expected.add(server.admin().putNamespace(put).getNamespace().getName());
    }
    ListNamespacesRequest.Builder request = ListNamespacesRequest.newBuilder();
    List<String> names = new ArrayList<>();
    do {
      ListNamespacesResponse page = server.admin().listNamespaces(request.build());
      assertTrue(page.getSerializedSize() <= LIMIT, page.getSerializedSize() + " bytes");
      page.getNamespacesList().forEach(namespace -> names.add(namespace.getName()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    assertEquals(expected, names);
  }

  @Test
  void namespaceOfManyFields_isWrittenByAPayloadThread() throws Exception {
    Namespace.Builder namespace = Namespace.newBuilder().setName("wide");
    for (int kind = 0; kind < 20; kind++) {
      KindPolicy.Builder policy = KindPolicy.newBuilder().setKind("kind" + kind);
      for (int field = 0; field < 64; field++) {
        policy.addFoldCaseFields("%060d".formatted(field));
      }
      namespace.addKinds(policy);
    }
    var put = PutNamespaceRequest.newBuilder().setNamespace(namespace).build();
    assertEquals("wide", server.admin().putNamespace(put).getNamespace().getName());
    AdminGrpcService service = server.injector.getInstance(AdminGrpcService.class);
    assertWrittenByAPayloadThread(
        service::getNamespace, GetNamespaceRequest.newBuilder().setName("wide").build());
    assertWrittenByAPayloadThread(
        service::listNamespaces, ListNamespacesRequest.getDefaultInstance());
    assertWrittenByAPayloadThread(
        service::putNamespace, put.toBuilder().setValidateOnly(true).build());
  }

  @Test
  void entriesOfManyTerms_areWrittenByAPayloadThread() throws Exception {
    List<GetObjectRequest> requests = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      PutObjectRequest.Builder put =
          PutObjectRequest.newBuilder()
              .setKey(key(i))
              .setPayload(Payload.newBuilder().setJson("1"));
      for (int term = 0; term < 8; term++) {
        put.addIndexTerms(
            IndexTerm.newBuilder().setField("field" + term).setValue("%0200d".formatted(term)));
      }
      PutObjectResponse unused = server.cache().putObject(put.build());
      requests.add(GetObjectRequest.newBuilder().setKey(key(i)).build());
    }
    CacheGrpcService service = server.injector.getInstance(CacheGrpcService.class);
    assertWrittenByAPayloadThread(
        service::batchGetObjects,
        BatchGetObjectsRequest.newBuilder().addAllRequests(requests).build());
  }

  private static <Q, R> void assertWrittenByAPayloadThread(
      BiConsumer<Q, StreamObserver<R>> method, Q request) throws Exception {
    Recorder<R> recorder = new Recorder<>();
    method.accept(request, recorder);
    String thread = recorder.thread.get(30, TimeUnit.SECONDS);
    assertTrue(thread.startsWith(PayloadWork.NAME), thread);
  }

  /** Notes on which thread an answer was given. */
  private static final class Recorder<R> implements StreamObserver<R> {
    final CompletableFuture<String> thread = new CompletableFuture<>();

    @Override
    public void onNext(R response) {
      thread.complete(Thread.currentThread().getName());
    }

    @Override
    public void onError(Throwable failure) {
      thread.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {}
  }

  @Test
  void readOfALargeObject_thatTheCallerHas_isAnsweredWhereItIs() {
    putLarge(1);
    GetObjectRequest read = GetObjectRequest.newBuilder().setKey(key(0)).build();
    String etag = server.cache().getObject(read).getEntry().getEtag();
    Recorder<GetObjectResponse> recorder = new Recorder<>();
    server
        .injector
        .getInstance(CacheGrpcService.class)
        .getObject(read.toBuilder().setIfNoneMatch(etag).build(), recorder);
    assertEquals(Thread.currentThread().getName(), recorder.thread.getNow("not yet"));
  }

  @Test
  void committedBatch_whilePayloadThreadsAreFull_isAcknowledged() throws Exception {
    CacheGrpcService service = server.injector.getInstance(CacheGrpcService.class);
    BatchPutObjectsRequest.Builder batch = BatchPutObjectsRequest.newBuilder();
    for (int i = 0; i < 1000; i++) {
      batch.addRequests(
          PutObjectRequest.newBuilder()
              .setKey(key(i))
              .setPayload(Payload.newBuilder().setJson("1")));
    }
    CountDownLatch go = new CountDownLatch(1);
    fill(
        server.injector.getInstance(PayloadWork.class),
        server.injector.getInstance(ThreadConfig.class).payloadThreads(),
        go);
    Recorder<BatchPutObjectsResponse> recorder = new Recorder<>();
    service.batchPutObjects(batch.build(), recorder);
    assertFalse(recorder.thread.get(30, TimeUnit.SECONDS).startsWith(PayloadWork.NAME));
    go.countDown();
  }

  /** First every thread, then the queue: a thread that is free would take from it again. */
  private static void fill(PayloadWork payloads, int threads, CountDownLatch go) throws Exception {
    CountDownLatch begun = new CountDownLatch(threads);
    Runnable waiting =
        () -> {
          begun.countDown();
          try {
            assertTrue(go.await(60, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    for (int i = 0; i < threads; i++) {
      payloads.execute(1, waiting);
    }
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    boolean room = true;
    while (room) {
      try {
        payloads.execute(1, waiting);
      } catch (CacheException full) {
        room = false;
      }
    }
  }

  @Test
  void statistics_afterReads_addUp() {
    putLarge(2);
    assertEquals(Outcome.OUTCOME_FRESH, outcome(key(0)));
    assertEquals(Outcome.OUTCOME_MISS_ABSENT, outcome(key(7)));
    server.clock.advance(java.time.Duration.ofMinutes(1));
    var stats = server.admin().getStats(GetStatsRequest.newBuilder().setNamespace("acme").build());
    assertEquals(2, stats.getObjects());
    assertEquals(1, stats.getReadsByOutcomeOrThrow("OUTCOME_FRESH"));
    assertEquals(1, stats.getReadsByOutcomeOrThrow("OUTCOME_MISS_ABSENT"));
    assertEquals("files", stats.getKinds(0).getKind());
    assertEquals(60, stats.getKinds(0).getMeanAge().getSeconds());
    assertEquals(2, stats.getWrites());
    assertTrue(stats.getBytes() > 2 * PAYLOAD);
    assertTrue(stats.getDatabaseBytes() > 0);
    assertTrue(stats.getQueuesList().stream().anyMatch(queue -> queue.getName().equals("payload")));
    assertTrue(stats.hasLongestEventLoopStall());
    assertFails(
        Code.NOT_FOUND,
        "NAMESPACE_NOT_FOUND",
        () -> server.admin().getStats(GetStatsRequest.newBuilder().setNamespace("none").build()));
  }
}
