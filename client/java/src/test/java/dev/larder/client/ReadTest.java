package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.v1.BatchPutObjectsItem;
import dev.larder.v1.BatchPutObjectsRequest;
import dev.larder.v1.BatchPutObjectsResponse;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.Entry;
import dev.larder.v1.GetCapabilitiesRequest;
import dev.larder.v1.GetCapabilitiesResponse;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.LookupObjectsRequest;
import dev.larder.v1.LookupObjectsResponse;
import dev.larder.v1.ReadPolicy;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire and what comes back of it. */
class ReadTest {
  private static final Key KEY = Key.of("acme", "users", "U1");

  private final TestingCacheService cache = new TestingCacheService();
  private final TestingServer server = TestingServer.start(cache);
  private final BlockingLarderClient client = server.client().build().blocking();

  @AfterEach
  void close() throws InterruptedException {
    client.close();
    server.close();
  }

  @Test
  void get_everyOption_isSent() {
    client.get(
        KEY,
        Codec.text(),
        ReadOptions.of(Freshness.STALE_IF_ERROR)
            .withMaxAge(Duration.ofSeconds(1))
            .withMaxStale(Duration.ofSeconds(2))
            .withMinFresh(Duration.ofMillis(3500))
            .withIncludeDeleted(true)
            .withView(PayloadView.NONE)
            .withIfNoneMatch("e1"));
    GetObjectRequest request = cache.gets.get(0);
    ReadPolicy policy = request.getPolicy();
    assertEquals(dev.larder.v1.Freshness.FRESHNESS_STALE_IF_ERROR, policy.getFreshness());
    assertEquals(1, policy.getMaxAge().getSeconds());
    assertEquals(2, policy.getMaxStale().getSeconds());
    assertEquals(Duration.ofMillis(3500), WireTime.duration(policy.getMinFresh()));
    assertTrue(policy.getIncludeDeleted());
    assertEquals(dev.larder.v1.PayloadView.PAYLOAD_VIEW_NONE, policy.getView());
    assertEquals("e1", request.getIfNoneMatch());
  }

  @Test
  void get_staleTombstone_isReadWhole() {
    cache.answer = request -> staleTombstone();
    Read<String> read = client.get(KEY, Codec.text());
    CachedObject<String> object = read.object().orElseThrow();
    EntryMetadata metadata = object.metadata();
    assertEquals(Outcome.STALE, read.outcome());
    assertTrue(read.isHit());
    assertEquals(7, read.readRevision());
    assertEquals(KEY, object.key());
    assertEquals("value", object.valueOrNull());
    assertEquals(5, object.revision());
    assertEquals("e5", object.etag());
    assertEquals(Duration.ofMillis(90_250), object.age());
    assertEquals(Duration.ofMillis(-30_250), object.freshFor());
    assertEquals(Instant.ofEpochSecond(100, 1000), metadata.fetchTime());
    assertEquals(Instant.ofEpochSecond(200), metadata.deleteTime());
    assertEquals(Lifetime.freshFor(Duration.ofMinutes(1)), metadata.lifetime());
    assertEquals(List.of(IndexTerm.of("name", "Ada")), metadata.indexTerms());
    assertEquals("W/1", object.originValidator());
  }

  @Test
  void get_outcomeOfANewerServer_isUnknownAndAMiss() {
    cache.answer = request -> GetObjectResponse.newBuilder().setOutcomeValue(99).build();
    Read<String> read = client.get(KEY, Codec.text());
    assertEquals(Outcome.UNKNOWN, read.outcome());
    assertFalse(read.isHit());
    assertTrue(read.outcome().isMiss());
  }

  @Test
  void get_payloadFormOfANewerServer_hasNoValue() {
    cache.answer =
        request ->
            TestingCacheService.outcome(dev.larder.v1.Outcome.OUTCOME_FRESH).toBuilder()
                .setEntry(Entry.newBuilder().setPayload(dev.larder.v1.Payload.getDefaultInstance()))
                .build();
    assertTrue(client.get(KEY, Codec.text()).value().isEmpty());
  }

  @Test
  void freshness_thatWasReceivedAsUnknown_cannotBeSent() {
    ReadOptions unknown = ReadOptions.of(Freshness.UNKNOWN);
    assertThrows(IllegalArgumentException.class, () -> client.get(KEY, Codec.text(), unknown));
  }

  @Test
  void batchGet_someDeferred_asksAgainForThose() {
    cache.answer = new TwoEachTime()::answer;
    List<Key> keys = keys(5);
    List<BatchItem<Read<String>>> items =
        client.batchGet(keys, Codec.text(), ReadOptions.defaults());
    assertEquals(keys, items.stream().map(BatchItem::key).toList());
    assertTrue(items.stream().allMatch(item -> item.result().outcome() == Outcome.FRESH));
    assertEquals(
        List.of(5, 3, 1), cache.batches.stream().map(batch -> batch.getRequestsCount()).toList());
  }

  @Test
  void batchGet_allDeferred_saysSo() {
    cache.answer = request -> TestingCacheService.outcome(dev.larder.v1.Outcome.OUTCOME_DEFERRED);
    List<BatchItem<Read<String>>> items =
        client.batchGet(keys(3), Codec.text(), ReadOptions.defaults());
    assertTrue(items.stream().allMatch(item -> item.result().outcome() == Outcome.DEFERRED));
    assertEquals(1, cache.batches.size());
  }

  @Test
  void batchGet_oneItemFails_theOthersAreThere() throws Exception {
    client.put(KEY, "value", Codec.text());
    Key bad = Key.of("acme", "users", "bad");
    cache.answer =
        request -> {
          if (request.getKey().getId().equals("bad")) {
            throw TestingCacheService.failure(Status.Code.INVALID_ARGUMENT, "KEY_INVALID");
          }
          return staleTombstone();
        };
    List<BatchItem<Read<String>>> items =
        client
            .async()
            .batchGet(List.of(KEY, bad), Codec.text(), ReadOptions.defaults())
            .get(10, TimeUnit.SECONDS);
    assertEquals("value", items.get(0).result().value().orElseThrow());
    assertTrue(items.get(1).isFailed());
    LarderException failure = assertThrows(LarderException.class, () -> items.get(1).result());
    assertEquals("KEY_INVALID", failure.reason());
  }

  @Test
  void batchGet_serverAnswersTooFew_fails() throws Exception {
    try (TestingServer odd = TestingServer.start(new PagingCacheService());
        LarderClient oddClient = odd.client().build()) {
      List<Put<String>> puts = List.of(Put.of(KEY, "a"), Put.of(KEY, "b"), Put.negative(KEY));
      LarderException failure =
          assertThrows(
              LarderException.class,
              () -> oddClient.blocking().batchPut(puts, Codec.text(), BatchMode.PER_ITEM));
      assertEquals(LarderException.Code.INTERNAL, failure.code());
    }
  }

  @Test
  void batchGet_callFails_futureFailsWithTheFailureItself() throws Exception {
    cache.failures.add(
        TestingCacheService.failure(Status.Code.INVALID_ARGUMENT, "REQUEST_INVALID"));
    Throwable failure =
        client
            .async()
            .batchGet(keys(2), Codec.text(), ReadOptions.defaults())
            .<Throwable>handle((items, failed) -> failed)
            .get(10, TimeUnit.SECONDS);
    assertEquals("REQUEST_INVALID", assertInstanceOf(LarderException.class, failure).reason());
  }

  @Test
  void batchPut_oneItemFails_theOtherIsThere() throws Exception {
    try (TestingServer paging = TestingServer.start(new PagingCacheService());
        LarderClient other = paging.client().build()) {
      List<BatchItem<PutResult>> items =
          other
              .blocking()
              .batchPut(
                  List.of(Put.of(KEY, "a"), Put.of(KEY, "b")), Codec.text(), BatchMode.ATOMIC);
      assertEquals(3, items.get(0).result().revision());
      assertEquals("BATCH_ABORTED", items.get(1).error().orElseThrow().reason());
    }
  }

  @Test
  void lookupAll_emptyPageInTheMiddle_goesOnToTheLast() throws Exception {
    try (TestingServer paging = TestingServer.start(new PagingCacheService());
        LarderClient other = paging.client().build()) {
      Lookup lookup = Lookup.of("acme", "users", "Ada", "name", "nick").withPageSize(2);
      List<String> blocking =
          other
              .blocking()
              .lookupAll(lookup, Codec.text())
              .map(object -> object.key().id())
              .toList();
      List<String> async = new ArrayList<>();
      other
          .lookupAll(lookup, Codec.text(), object -> async.add(object.key().id()))
          .get(10, TimeUnit.SECONDS);
      assertEquals(List.of("U1", "U2", "U3"), blocking);
      assertEquals(blocking, async);
    }
  }

  @Test
  void capabilities_ofAServer_areRead() throws Exception {
    try (TestingServer paging = TestingServer.start(new PagingCacheService());
        LarderClient other = paging.client().build()) {
      assertEquals(
          new Capabilities("0.1.0", "epoch", Set.of("unix-socket"), 1, 2, 3),
          other.blocking().capabilities());
    }
  }

  @Test
  void duration_ofEitherSign_survivesTheWire() {
    for (long nanos :
        new long[] {0, 1, -1, 999_999_999, -999_999_999, -1_000_000_000, 1500000000, -1500000000}) {
      Duration duration = Duration.ofNanos(nanos);
      com.google.protobuf.Duration wire = WireTime.duration(duration);
      assertTrue(Long.signum(wire.getSeconds()) * Integer.signum(wire.getNanos()) >= 0);
      assertEquals(duration, WireTime.duration(wire));
    }
  }

  @Test
  void get_withADeadlineBeyondTheClock_hasAllTheTimeThereIs() {
    try (LarderClient patient =
        server.client().deadline(Duration.ofSeconds(Long.MAX_VALUE)).build()) {
      assertEquals(Outcome.MISS_ABSENT, patient.blocking().get(KEY, Codec.text()).outcome());
    }
  }

  @Test
  void get_fromATargetOfIpv6_isAnswered() {
    assumeTrue(isReachable("::1", server.port()), "this machine has no IPv6");
    try (BlockingLarderClient other =
        server.client().target("[::1]:" + server.port()).build().blocking()) {
      assertEquals(Outcome.MISS_ABSENT, other.get(KEY, Codec.text()).outcome());
    }
  }

  private static boolean isReachable(String host, int port) {
    try (Socket socket = new Socket(host, port)) {
      return socket.isConnected();
    } catch (IOException unreachable) {
      return false;
    }
  }

  @Test
  void target_ofEveryShape_isResolvedOrRefused() {
    assertEquals("dns:///localhost:7070", Target.parse("localhost:7070"));
    assertEquals("dns:///%5B::1%5D:7070", Target.parse("[::1]:7070"));
    assertEquals("dns:///%5Bfe80::1%25eth0%5D:7070", Target.parse("[fe80::1%eth0]:7070"));
    assertEquals("unix:/run/larder.sock", Target.parse("unix:/run/larder.sock"));
    for (String wrong :
        List.of(
            "",
            "localhost",
            "localhost:",
            ":7070",
            "localhost:0",
            "localhost:65536",
            "::1:7070",
            "http://localhost:7070",
            "unix:relative",
            "a b:7070")) {
      assertThrows(IllegalArgumentException.class, () -> LarderClient.connect(wrong), wrong);
    }
  }

  private static List<Key> keys(int count) {
    List<Key> keys = new ArrayList<>();
    for (int id = 0; id < count; id++) {
      keys.add(Key.of("acme", "users", "U" + id));
    }
    return keys;
  }

  private static GetObjectResponse staleTombstone() {
    return TestingCacheService.outcome(dev.larder.v1.Outcome.OUTCOME_STALE).toBuilder()
        .setEntry(
            Entry.newBuilder()
                .setKey(WireRequests.key(KEY))
                .setPayload(
                    dev.larder.v1.Payload.newBuilder()
                        .setData(com.google.protobuf.ByteString.copyFromUtf8("value")))
                .setRevision(5)
                .setEtag("e5")
                .setFetchTime(WireTime.timestamp(Instant.ofEpochSecond(100, 1000)))
                .setDeleteTime(WireTime.timestamp(Instant.ofEpochSecond(200)))
                .setLifetime(WireRequests.lifetime(Lifetime.freshFor(Duration.ofMinutes(1))))
                .setAge(WireTime.duration(Duration.ofMillis(90_250)))
                .setFreshFor(WireTime.duration(Duration.ofMillis(-30_250)))
                .addIndexTerms(
                    dev.larder.v1.IndexTerm.newBuilder().setField("name").setValue("Ada"))
                .setOriginValidator("W/1"))
        .build();
  }

  /** Serves two reads of each batch and defers the rest. */
  private final class TwoEachTime {
    private final AtomicInteger served = new AtomicInteger();

    GetObjectResponse answer(GetObjectRequest request) {
      boolean serve = served.getAndIncrement() < 2 * cache.batches.size();
      if (!serve) {
        served.decrementAndGet();
      }
      return TestingCacheService.outcome(
          serve ? dev.larder.v1.Outcome.OUTCOME_FRESH : dev.larder.v1.Outcome.OUTCOME_DEFERRED);
    }
  }

  /** Finds three objects on three pages, the second one empty, and always answers two puts. */
  private static final class PagingCacheService extends CacheServiceGrpc.CacheServiceImplBase {
    @Override
    public void lookupObjects(
        LookupObjectsRequest request, StreamObserver<LookupObjectsResponse> observer) {
      observer.onNext(
          switch (request.getPageToken()) {
            case "" -> page("second", "U1", "U2");
            case "second" -> page("third");
            default -> page("", "U3");
          });
      observer.onCompleted();
    }

    @Override
    public void batchPutObjects(
        BatchPutObjectsRequest request, StreamObserver<BatchPutObjectsResponse> observer) {
      observer.onNext(
          BatchPutObjectsResponse.newBuilder()
              .addItems(
                  BatchPutObjectsItem.newBuilder()
                      .setResponse(dev.larder.v1.PutObjectResponse.newBuilder().setRevision(3)))
              .addItems(
                  BatchPutObjectsItem.newBuilder()
                      .setError(TestingCacheService.status(Status.Code.ABORTED, "BATCH_ABORTED")))
              .build());
      observer.onCompleted();
    }

    @Override
    public void getCapabilities(
        GetCapabilitiesRequest request, StreamObserver<GetCapabilitiesResponse> observer) {
      observer.onNext(
          GetCapabilitiesResponse.newBuilder()
              .setServerVersion("0.1.0")
              .setStoreEpoch("epoch")
              .addFeatures("unix-socket")
              .setMaxPayloadBytes(1)
              .setMaxMessageBytes(2)
              .setMaxBatchItems(3)
              .build());
      observer.onCompleted();
    }

    private static LookupObjectsResponse page(String next, String... ids) {
      LookupObjectsResponse.Builder page =
          LookupObjectsResponse.newBuilder().setNextPageToken(next);
      for (String id : ids) {
        page.addEntries(Entry.newBuilder().setKey(WireRequests.key(Key.of("acme", "users", id))));
      }
      return page.build();
    }
  }
}
