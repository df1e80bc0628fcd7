package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.v1.AdminServiceGrpc;
import dev.larder.v1.ClearRequest;
import dev.larder.v1.ClearResponse;
import dev.larder.v1.GetNamespaceRequest;
import dev.larder.v1.GetNamespaceResponse;
import dev.larder.v1.GetStatsRequest;
import dev.larder.v1.GetStatsResponse;
import dev.larder.v1.KindStats;
import dev.larder.v1.ListNamespacesRequest;
import dev.larder.v1.ListNamespacesResponse;
import dev.larder.v1.PutNamespaceRequest;
import dev.larder.v1.PutNamespaceResponse;
import dev.larder.v1.QueueStats;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminClientTest {
  private static final KindPolicy USERS =
      KindPolicy.of("users")
          .withLifetime(Lifetime.freshFor(Duration.ofHours(2)))
          .withNegativeLifetime(Duration.ofSeconds(30))
          .withTtlJitter(0.25)
          .withDefaultFreshness(Freshness.STALE_WHILE_REVALIDATE)
          .withFoldCaseFields(List.of("name"))
          .withRequireJson(true)
          .withRefreshAhead(0.25);

  private final TestingAdminService admin = new TestingAdminService();
  private final TestingServer server = TestingServer.start(admin);
  private final LarderClient client = server.client().build();

  @AfterEach
  void close() throws InterruptedException {
    client.close();
    server.close();
  }

  @Test
  void putNamespace_everySetting_comesBack() {
    Namespace wanted =
        Namespace.of("acme")
            .withMaxBytes(1 << 20)
            .withMaxObjects(10)
            .withEviction(Eviction.OLDEST_FETCH)
            .withKind(USERS);
    assertEquals(wanted.withEtag("1"), client.blocking().admin().putNamespace(wanted));
    assertEquals(wanted.withEtag("1"), client.blocking().admin().getNamespace("acme"));
  }

  @Test
  void putKind_namespaceIsNew_createsIt() {
    Namespace settings = client.blocking().admin().putKind("acme", USERS);
    assertEquals(List.of(USERS), settings.kinds());
  }

  @Test
  void putKind_otherKindsExist_leavesThem() throws Exception {
    KindPolicy messages = KindPolicy.of("messages").withRequireJson(true);
    client.blocking().admin().putKind("acme", messages);
    Namespace settings = client.admin().putKind("acme", USERS).get(10, TimeUnit.SECONDS);
    assertEquals(List.of(messages, USERS), settings.kinds());
  }

  @Test
  void updateNamespace_somebodyWasFaster_readsAgainAndKeepsBothChanges() {
    client.blocking().admin().putKind("acme", KindPolicy.of("messages"));
    AtomicInteger rounds = new AtomicInteger();
    Namespace settings =
        client
            .blocking()
            .admin()
            .updateNamespace(
                "acme",
                current -> {
                  if (rounds.incrementAndGet() == 1) {
                    admin.touch("acme", 5);
                  }
                  return current.withKind(USERS);
                });
    assertEquals(2, rounds.get());
    assertEquals(5, settings.maxObjects());
    assertEquals(USERS, settings.kind("users").orElseThrow());
  }

  @Test
  void updateNamespace_somebodyCreatesItInBetween_readsAgainAndKeepsBothChanges() {
    KindPolicy messages = KindPolicy.of("messages").withRequireJson(true);
    AtomicInteger rounds = new AtomicInteger();
    UnaryOperator<Namespace> slow =
        current -> {
          if (rounds.incrementAndGet() == 1) {
            client.blocking().admin().putKind("acme", messages);
          }
          return current.withKind(USERS);
        };
    Namespace settings = client.blocking().admin().updateNamespace("acme", slow);
    assertEquals(2, rounds.get());
    assertEquals(List.of(messages, USERS), settings.kinds());
    assertEquals(List.of("0", "0", "1"), admin.putEtags);
  }

  @Test
  void updateNamespace_asynchronouslyAndSomebodyCreatesItInBetween_keepsBothChanges()
      throws Exception {
    AtomicInteger rounds = new AtomicInteger();
    UnaryOperator<Namespace> slow =
        current -> {
          if (rounds.incrementAndGet() == 1) {
            admin.create("acme", 5);
          }
          return current.withKind(USERS);
        };
    Namespace settings = client.admin().updateNamespace("acme", slow).get(10, TimeUnit.SECONDS);
    assertEquals(2, rounds.get());
    assertEquals(5, settings.maxObjects());
    assertEquals(List.of("0", "1"), admin.putEtags);
  }

  @Test
  void updateNamespace_somebodyIsAlwaysFaster_givesUp() {
    client.blocking().admin().putKind("acme", KindPolicy.of("messages"));
    AtomicInteger rounds = new AtomicInteger();
    LarderException failure =
        assertThrows(
            LarderException.class,
            () ->
                client
                    .blocking()
                    .admin()
                    .updateNamespace(
                        "acme",
                        current -> {
                          admin.touch("acme", rounds.incrementAndGet());
                          return current;
                        }));
    assertEquals("VERSION_CONFLICT", failure.reason());
    assertEquals(AdminClient.UPDATE_ATTEMPTS, rounds.get());
  }

  @Test
  void listNamespaces_severalPages_areOneStream() {
    for (String name : List.of("a", "b", "c")) {
      client.blocking().admin().putNamespace(Namespace.of(name));
    }
    assertEquals(
        List.of("a", "b", "c"),
        client.blocking().admin().listNamespaces().map(Namespace::name).toList());
  }

  @Test
  void namespace_withEvictionOfANewerServer_isUnknownAndCannotBeSent() {
    admin.namespaces.put(
        "acme", dev.larder.v1.Namespace.newBuilder().setName("acme").setEvictionValue(99).build());
    Namespace settings = client.blocking().admin().getNamespace("acme");
    assertEquals(Eviction.UNKNOWN, settings.eviction());
    assertThrows(
        IllegalArgumentException.class, () -> client.blocking().admin().putNamespace(settings));
  }

  @Test
  void clear_ofEachScope_saysWhatItClears() {
    BlockingAdminClient blocking = client.blocking().admin();
    assertEquals(1, blocking.clearAll());
    assertEquals(2, blocking.clearNamespace("acme"));
    assertEquals(3, blocking.clearKind("acme", "users"));
    assertEquals(
        List.of(
            ClearRequest.newBuilder().setAll(true).build(),
            ClearRequest.newBuilder().setNamespace("acme").build(),
            ClearRequest.newBuilder().setNamespace("acme").setKind("users").build()),
        admin.clears);
  }

  @Test
  void statistics_withOutcomesOfANewerServer_addUp() {
    Statistics statistics = client.blocking().admin().statistics("acme", "");
    assertEquals(
        Map.of(Outcome.FRESH, 6L, Outcome.MISS_ABSENT, 2L, Outcome.UNKNOWN, 2L),
        statistics.readsByOutcome());
    assertEquals(10, statistics.reads());
    assertEquals(0.6, statistics.hitRatio());
    assertEquals(Duration.ofSeconds(9), statistics.kinds().get(0).meanAge());
    assertEquals(0, statistics.kinds().get(0).hitRatio());
    assertEquals(
        List.of(new Statistics.Queue("sqlite-writer", 1, 2, 3)), statistics.server().queues());
  }

  @Test
  void statistics_ofFillsAndCollections_areEachInTheirPlace() {
    Statistics statistics = client.blocking().admin().statistics("", "");
    assertEquals(new Statistics.OfFills(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), statistics.fills());
    assertEquals(new Statistics.OfCollections(11, 12), statistics.collections());
  }

  /** Keeps namespaces in a map, two a page, and moves their etags. */
  private static final class TestingAdminService extends AdminServiceGrpc.AdminServiceImplBase {
    final Map<String, dev.larder.v1.Namespace> namespaces = new ConcurrentSkipListMap<>();
    final List<ClearRequest> clears = new CopyOnWriteArrayList<>();
    final List<String> putEtags = new CopyOnWriteArrayList<>();
    private final AtomicInteger etags = new AtomicInteger();

    void create(String name, long maxObjects) {
      store(dev.larder.v1.Namespace.newBuilder().setName(name).setMaxObjects(maxObjects).build());
    }

    void touch(String name, long maxObjects) {
      store(
          Objects.requireNonNull(namespaces.get(name)).toBuilder()
              .setMaxObjects(maxObjects)
              .build());
    }

    @Override
    public void putNamespace(
        PutNamespaceRequest request, StreamObserver<PutNamespaceResponse> observer) {
      dev.larder.v1.Namespace wanted = request.getNamespace();
      dev.larder.v1.Namespace current = namespaces.get(wanted.getName());
      putEtags.add(wanted.getEtag());
      if (!holds(wanted.getEtag(), current)) {
        observer.onError(TestingCacheService.failure(Status.Code.ABORTED, "VERSION_CONFLICT"));
        return;
      }
      observer.onNext(PutNamespaceResponse.newBuilder().setNamespace(store(wanted)).build());
      observer.onCompleted();
    }

    @Override
    public void getNamespace(
        GetNamespaceRequest request, StreamObserver<GetNamespaceResponse> observer) {
      dev.larder.v1.Namespace found = namespaces.get(request.getName());
      if (found == null) {
        observer.onError(TestingCacheService.failure(Status.Code.NOT_FOUND, "NAMESPACE_NOT_FOUND"));
        return;
      }
      observer.onNext(GetNamespaceResponse.newBuilder().setNamespace(found).build());
      observer.onCompleted();
    }

    @Override
    public void listNamespaces(
        ListNamespacesRequest request, StreamObserver<ListNamespacesResponse> observer) {
      List<dev.larder.v1.Namespace> all = List.copyOf(namespaces.values());
      boolean first = request.getPageToken().isEmpty();
      observer.onNext(
          ListNamespacesResponse.newBuilder()
              .addAllNamespaces(first ? all.subList(0, 2) : all.subList(2, all.size()))
              .setNextPageToken(first ? "rest" : "")
              .build());
      observer.onCompleted();
    }

    @Override
    public void clear(ClearRequest request, StreamObserver<ClearResponse> observer) {
      clears.add(request);
      observer.onNext(ClearResponse.newBuilder().setRemoved(clears.size()).build());
      observer.onCompleted();
    }

    @Override
    public void getStats(GetStatsRequest request, StreamObserver<GetStatsResponse> observer) {
      observer.onNext(
          GetStatsResponse.newBuilder()
              .putReadsByOutcome("OUTCOME_FRESH", 6)
              .putReadsByOutcome("OUTCOME_MISS_ABSENT", 2)
              .putReadsByOutcome("OUTCOME_OF_TOMORROW", 1)
              .putReadsByOutcome("OUTCOME_OF_THE_DAY_AFTER", 1)
              .putAllFillsByResult(
                  Map.of(
                      "FILL_LED", 1L,
                      "FILL_FOLLOWED", 2L,
                      "FILL_WAITED", 3L,
                      "FILL_PROMOTED", 4L,
                      "FILL_COMPLETED", 5L,
                      "FILL_FAILED", 6L,
                      "FILL_LOST", 7L,
                      "FILL_SUPERSEDED", 8L,
                      "FILL_OF_TOMORROW", 99L))
              .setFillsHeld(9)
              .setFillsParked(10)
              .setCollections(11)
              .setCollectionMembers(12)
              .addKinds(
                  KindStats.newBuilder()
                      .setNamespace(request.getNamespace())
                      .setKind("users")
                      .setMeanAge(WireTime.duration(Duration.ofSeconds(9))))
              .addQueues(
                  QueueStats.newBuilder()
                      .setName("sqlite-writer")
                      .setDepth(1)
                      .setCapacity(2)
                      .setRejected(3))
              .build());
      observer.onCompleted();
    }

    private static boolean holds(String etag, dev.larder.v1.@Nullable Namespace current) {
      return switch (etag) {
        case "" -> true;
        case "0" -> current == null;
        default -> current != null && current.getEtag().equals(etag);
      };
    }

    private dev.larder.v1.Namespace store(dev.larder.v1.Namespace namespace) {
      dev.larder.v1.Namespace stored =
          namespace.toBuilder().setEtag(String.valueOf(etags.incrementAndGet())).build();
      namespaces.put(stored.getName(), stored);
      return stored;
    }
  }
}
