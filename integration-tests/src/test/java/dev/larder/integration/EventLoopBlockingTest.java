package dev.larder.integration;

import static dev.larder.v1.Freshness.FRESHNESS_REFRESH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.AdminClient;
import dev.larder.client.BatchMode;
import dev.larder.client.Codec;
import dev.larder.client.DeleteMode;
import dev.larder.client.Freshness;
import dev.larder.client.IndexTerm;
import dev.larder.client.InvalidateMode;
import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.Lifetime;
import dev.larder.client.Lookup;
import dev.larder.client.Namespace;
import dev.larder.client.Put;
import dev.larder.client.PutOptions;
import dev.larder.client.ReadOptions;
import dev.larder.v1.AdminServiceGrpc;
import dev.larder.v1.AppendSnapshotRequest;
import dev.larder.v1.BeginSnapshotRequest;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.CollectionRef;
import dev.larder.v1.CommitSnapshotRequest;
import dev.larder.v1.CompleteFillRequest;
import dev.larder.v1.FailFillRequest;
import dev.larder.v1.FillOptions;
import dev.larder.v1.FillTicket;
import dev.larder.v1.GetCollectionRequest;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.InvalidateRequest;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.ReadPolicy;
import dev.larder.v1.RenewFillRequest;
import dev.larder.v1.ReplaceCollectionRequest;
import dev.larder.v1.StreamCollectionRequest;
import dev.larder.v1.TagList;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls every RPC while the event loops are watched. */
class EventLoopBlockingTest {
  private static final int CALLERS = 16;
  private static final int FILLS_EACH = 100;

  @BeforeAll
  static void watch() {
    EventLoopWatch.begin();
  }

  @AfterAll
  static void watchNoMore() {
    EventLoopWatch.end();
  }

  @Test
  void databaseCall_onAThreadNamedLikeAnEventLoop_isCaught(@TempDir Path directory)
      throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("control.db"));
        Statement statement = connection.createStatement()) {
      FutureTask<Boolean> call = new FutureTask<>(() -> statement.execute("SELECT 1"));
      new Thread(call, EventLoopWatch.EVENT_LOOP + "-control").start();
      call.get(30, TimeUnit.SECONDS);
    }
    assertFalse(EventLoopWatch.found().isEmpty());
    EventLoopWatch.clear();
  }

  @Test
  void everyRpc_whileEventLoopsAreWatched_blocksNone(@TempDir Path directory) throws Exception {
    EventLoopWatch.clear();
    Set<String> called = ConcurrentHashMap.newKeySet();
    try (RunningServer server = RunningServer.start(directory, "--hot-tier-bytes", "1MB")) {
      assertTrue(
          Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().startsWith(EventLoopWatch.EVENT_LOOP)),
          "the event loops are not named as they are watched");
      ManagedChannel channel =
          Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create()).build();
      try (LarderClient client =
          LarderClient.builder()
              .channel(ClientInterceptors.intercept(channel, recorder(called)))
              .deadline(Duration.ofMinutes(1))
              .build()) {
        for (int round = 0; round < 20; round++) {
          callCacheService(client, "w" + round % 4);
          callFills(ClientInterceptors.intercept(channel, recorder(called)), "w" + round % 4);
          callCollections(ClientInterceptors.intercept(channel, recorder(called)), "w" + round % 4);
          callAdminService(client.admin(), "w" + round % 4);
        }
      } finally {
        channel.shutdownNow();
      }
    }
    assertEquals(List.of(), EventLoopWatch.found());
    assertEquals(everyRpc(), called);
  }

  /** They share the locks of the fills, if there are any. */
  @Test
  void fillsOfManyAtOnce_whileEventLoopsAreWatched_blockNone(@TempDir Path directory)
      throws Exception {
    EventLoopWatch.clear();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try (RunningServer server = RunningServer.start(directory)) {
      ManagedChannel channel =
          Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create()).build();
      try {
        List<Future<Boolean>> all =
            callers.invokeAll(
                IntStream.range(0, CALLERS)
                    .<Callable<Boolean>>mapToObj(caller -> () -> fillOften(channel, "w" + caller))
                    .toList());
        for (Future<Boolean> each : all) {
          assertTrue(each.get());
        }
      } finally {
        channel.shutdownNow();
      }
    } finally {
      callers.shutdownNow();
    }
    assertEquals(List.of(), EventLoopWatch.found());
  }

  private static boolean fillOften(Channel channel, String namespace) throws Exception {
    for (int round = 0; round < FILLS_EACH; round++) {
      callFills(channel, namespace);
    }
    return true;
  }

  private static ClientInterceptor recorder(Set<String> called) {
    return new ClientInterceptor() {
      @Override
      public <Q, A> ClientCall<Q, A> interceptCall(
          MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        called.add(method.getFullMethodName());
        return next.newCall(method, options);
      }
    };
  }

  private static Set<String> everyRpc() {
    return Stream.of(
            CacheServiceGrpc.getServiceDescriptor(), AdminServiceGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream())
        .map(MethodDescriptor::getFullMethodName)
        .collect(Collectors.toSet());
  }

  private static void callCacheService(LarderClient client, String namespace) {
    List<Key> keys =
        IntStream.range(0, 50).mapToObj(i -> Key.of(namespace, "things", "k" + i)).toList();
    List<Put<String>> puts =
        keys.stream()
            .map(
                key ->
                    Put.of(key, "\"" + "x".repeat(key.id().endsWith("7") ? 100_000 : 200) + "\"")
                        .with(
                            PutOptions.defaults()
                                .withIndexTerms(new IndexTerm("name", "Name " + key.id()))))
            .toList();
    client.batchPut(puts, Codec.jsonText(), BatchMode.PER_ITEM).join();
    for (Put<String> put : puts) {
      client.put(put, Codec.jsonText()).join();
      client.get(put.key(), Codec.jsonText()).join();
      client.get(put.key(), Codec.jsonText()).join();
    }
    client.batchGet(keys, Codec.jsonText(), ReadOptions.of(Freshness.ANY)).join();
    List<Key> small = keys.stream().filter(key -> !key.id().endsWith("7")).toList();
    client.batchGet(small, Codec.jsonText(), ReadOptions.of(Freshness.ANY)).join();
    client.get(Key.of(namespace, "things", "none"), Codec.jsonText()).join();
    client.lookup(Lookup.of(namespace, "things", "Name k1", "name"), Codec.jsonText(), "").join();
    client.touch(keys, Lifetime.ofKind()).join();
    client.delete(keys.get(0)).join();
    client.delete(keys.get(1), DeleteMode.PURGE, null).join();
    client.invalidate(keys.subList(2, 4), InvalidateMode.HARD).join();
    client.invalidateKind(namespace, "things", InvalidateMode.SOFT).join();
    client.capabilities().join();
  }

  private static void callFills(Channel channel, String namespace) throws Exception {
    var cache = CacheServiceGrpc.newBlockingStub(channel).withDeadlineAfter(1, TimeUnit.MINUTES);
    GetObjectRequest read =
        GetObjectRequest.newBuilder()
            .setKey(key(namespace, "filled"))
            .setPolicy(ReadPolicy.newBuilder().setFreshness(FRESHNESS_REFRESH))
            .setFill(
                FillOptions.newBuilder()
                    .setAcquire(true)
                    .setWait(com.google.protobuf.Duration.newBuilder().setSeconds(30)))
            .build();
    String token = cache.getObject(read).getFill().getToken();
    var waiting =
        CacheServiceGrpc.newFutureStub(channel)
            .withDeadlineAfter(1, TimeUnit.MINUTES)
            .getObject(read);
    cache.renewFill(RenewFillRequest.newBuilder().setToken(token).build());
    cache.completeFill(
        CompleteFillRequest.newBuilder()
            .setToken(token)
            .setValue(PutObjectRequest.newBuilder().setPayload(json()).addTags("tag"))
            .build());
    // It waited, or it came when the value was there and leads now: both are answers.
    FillTicket part = waiting.get(1, TimeUnit.MINUTES).getFill();
    String next =
        part.getToken().isEmpty() ? cache.getObject(read).getFill().getToken() : part.getToken();
    cache.failFill(
        FailFillRequest.newBuilder()
            .setToken(next)
            .setBackoff(com.google.protobuf.Duration.getDefaultInstance())
            .build());
    cache.invalidate(
        InvalidateRequest.newBuilder()
            .setNamespace(namespace)
            .setTags(TagList.newBuilder().addTags("tag"))
            .build());
  }

  private static void callCollections(Channel channel, String namespace) {
    var cache = CacheServiceGrpc.newBlockingStub(channel).withDeadlineAfter(1, TimeUnit.MINUTES);
    CollectionRef ref =
        CollectionRef.newBuilder()
            .setNamespace(namespace)
            .setKind("things")
            .setCollection("all")
            .build();
    PutObjectRequest member =
        PutObjectRequest.newBuilder().setKey(key(namespace, "m")).setPayload(json()).build();
    String token =
        cache
            .getCollection(
                GetCollectionRequest.newBuilder()
                    .setRef(ref)
                    .setPolicy(ReadPolicy.newBuilder().setFreshness(FRESHNESS_REFRESH))
                    .setFill(FillOptions.newBuilder().setAcquire(true))
                    .build())
            .getFill()
            .getToken();
    cache.replaceCollection(
        ReplaceCollectionRequest.newBuilder()
            .setRef(ref)
            .setFillToken(token)
            .addMembers(member)
            .build());
    cache.getCollection(GetCollectionRequest.newBuilder().setRef(ref).build());
    cache
        .streamCollection(StreamCollectionRequest.newBuilder().setRef(ref).build())
        .forEachRemaining(part -> assertEquals(1, part.getEntriesCount()));
    String snapshot =
        cache.beginSnapshot(BeginSnapshotRequest.newBuilder().setRef(ref).build()).getSnapshotId();
    cache.appendSnapshot(
        AppendSnapshotRequest.newBuilder().setSnapshotId(snapshot).addMembers(member).build());
    cache.commitSnapshot(
        CommitSnapshotRequest.newBuilder().setSnapshotId(snapshot).setPageCount(1).build());
    cache.invalidate(
        InvalidateRequest.newBuilder().setNamespace(namespace).setCollection(ref).build());
  }

  private static dev.larder.v1.Key key(String namespace, String id) {
    return dev.larder.v1.Key.newBuilder()
        .setNamespace(namespace)
        .setKind("things")
        .setId(id)
        .build();
  }

  private static dev.larder.v1.Payload json() {
    return dev.larder.v1.Payload.newBuilder().setJson("{}").build();
  }

  private static void callAdminService(AdminClient admin, String namespace) {
    Namespace settings = admin.getNamespace(namespace).join();
    admin.putNamespace(settings.withMaxObjects(40)).join();
    admin.listNamespaces(10, "").join();
    assertTrue(
        admin.statistics().join().server().hotHits() > 0, "no answer of the hot tier was watched");
    admin.clearNamespace(namespace).join();
    admin.deleteNamespace(namespace, "").join();
  }
}
