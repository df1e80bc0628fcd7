package dev.larder.cache;

import com.google.inject.Injector;
import dev.larder.model.CacheException;
import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.model.Content;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.ObjectKey;
import dev.larder.model.Outcome;
import dev.larder.model.Precondition;
import dev.larder.model.ReadPolicy;
import dev.larder.observability.Uptime;
import dev.larder.store.ObjectStore;
import dev.larder.store.WriteCommand;
import dev.larder.store.sqlite.SqliteObjectStore;
import dev.larder.store.sqlite.SqliteStoreConfig;
import dev.larder.testing.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cache over a real store without upkeep, with what tests say to its collections most. */
final class TestingCollections implements AutoCloseable {
  static final CollectionRef ALL =
      new CollectionRef(TestingEntries.NAMESPACE, TestingEntries.KIND, "all");

  final FakeClock clock = new FakeClock();
  final ObjectStore store;
  final TestingFillTimer fillTimer = new TestingFillTimer(clock);
  final ObjectCache objects;
  final CollectionCache collections;
  final CacheAdministration administration;
  final FillCoordinator fills;

  TestingCollections(Path directory) {
    store = SqliteObjectStore.open(config(directory, Duration.ofDays(1)), clock);
    Injector injector =
        TestingCache.wire(new CacheConfig(1 << 20, false), store, clock, fillTimer, new Uptime());
    objects = injector.getInstance(ObjectCache.class);
    collections = injector.getInstance(CollectionCache.class);
    administration = injector.getInstance(CacheAdministration.class);
    fills = injector.getInstance(FillCoordinator.class);
  }

  /** Moves the clock and does what is due on the fill thread. */
  void advance(Duration step) {
    clock.advance(step);
    fillTimer.run();
  }

  static SqliteStoreConfig config(Path directory, Duration sweepInterval) {
    return new SqliteStoreConfig(
        directory,
        SqliteStoreConfig.Durability.PROCESS,
        SqliteStoreConfig.OnCorruption.FAIL,
        new SqliteStoreConfig.Lanes(1, 4096, 1, 256, 8192, 64L << 20),
        new SqliteStoreConfig.Memory(4L << 20, 0),
        new SqliteStoreConfig.Upkeep(
            sweepInterval, 16L << 20, 1_000, Duration.ofMillis(10), Duration.ofMillis(100)));
  }

  @Override
  public void close() {
    store.close();
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CacheException refused) {
        throw refused;
      }
      throw new AssertionError(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static LifetimeRequest fresh(Duration fresh) {
    return new LifetimeRequest(fresh, null, null);
  }

  /** A member of which the whole lifetime is given. */
  static PutRequest member(String id, Duration fresh) {
    return new PutRequest(
        TestingEntries.key(id), TestingEntries.content("1"), fresh(fresh), null, null);
  }

  static List<PutRequest> members(String... ids) {
    return Stream.of(ids).map(id -> member(id, Duration.ofHours(1))).toList();
  }

  CollectionView replace(Duration fresh, List<PutRequest> members) {
    return await(
        collections.replace(
            new CollectionReplacement(ALL, fresh(fresh), null), members, Cancellation.NEVER));
  }

  CollectionView replace(String... ids) {
    return replace(Duration.ofHours(1), members(ids));
  }

  void put(String id, Content content, Duration fresh) {
    ObjectKey key = TestingEntries.key(id);
    await(objects.put(new PutRequest(key, content, fresh(fresh), null, null), Cancellation.NEVER));
  }

  void delete(String id) {
    await(objects.delete(TestingEntries.key(id), false, null, Cancellation.NEVER));
  }

  /** Removes a member as an eviction would: the set has it still. */
  void lose(String id) {
    await(
        objects.invalidate(
            TestingEntries.NAMESPACE, List.of(TestingEntries.key(id)), true, Cancellation.NEVER));
  }

  CollectionAnswer get() {
    return get(ReadPolicy.DEFAULT, true);
  }

  CollectionAnswer get(ReadPolicy policy, boolean allFresh) {
    return get(new CollectionRequest(ALL, policy, allFresh, "", 1000, null));
  }

  CollectionAnswer get(CollectionRequest request) {
    return await(collections.get(request, Cancellation.NEVER));
  }

  CollectionAnswer page(int size, @Nullable CollectionCursor cursor) {
    return get(new CollectionRequest(ALL, ReadPolicy.DEFAULT, true, "", size, cursor));
  }

  Outcome outcome() {
    return get().outcome();
  }

  static List<String> ids(CollectionAnswer answer) {
    return answer.entries().stream().map(served -> served.entry().key().id()).toList();
  }

  /** The ids of all pages. */
  List<String> pages(int size) {
    List<String> ids = new ArrayList<>();
    CollectionAnswer page = page(size, null);
    ids.addAll(ids(page));
    while (!page.last()) {
      page = page(size, page.cursor());
      ids.addAll(ids(page));
    }
    return ids;
  }

  String begin(@Nullable Precondition precondition) {
    return await(
        collections.begin(new CollectionReplacement(ALL, LifetimeRequest.UNSET, precondition)));
  }

  void append(String snapshot, int page, String... ids) {
    await(collections.append(snapshot, page, members(ids), Cancellation.NEVER));
  }

  CollectionView commit(String snapshot, int pages) {
    return await(collections.commit(snapshot, pages));
  }

  WriteCommand.InvalidateResult invalidate(boolean hard) {
    return await(collections.invalidate(ALL, hard, Cancellation.NEVER));
  }
}
