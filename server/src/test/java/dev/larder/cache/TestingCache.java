package dev.larder.cache;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.util.Modules;
import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import dev.larder.observability.Uptime;
import dev.larder.store.EntryAddress;
import dev.larder.store.KindState;
import dev.larder.store.ObjectStore;
import dev.larder.testing.FakeClock;
import dev.larder.testing.TestingObjectStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cache over a store in memory, wired as in the server, with what tests say to it most. */
final class TestingCache {
  final FakeClock clock = new FakeClock();
  final AtomicLong nanos = new AtomicLong();
  final TestingObjectStore store = new TestingObjectStore(clock);
  final TestingFillTimer fillTimer = new TestingFillTimer(clock);
  final Injector injector;
  final ObjectCache cache;
  final CacheAdministration administration;
  final HotTier hotTier;
  final FillCoordinator fills;

  TestingCache(CacheConfig config) {
    injector = wire(config, store, clock, fillTimer, new Uptime(nanos::get));
    cache = injector.getInstance(ObjectCache.class);
    administration = injector.getInstance(CacheAdministration.class);
    hotTier = injector.getInstance(HotTier.class);
    fills = injector.getInstance(FillCoordinator.class);
  }

  static TestingCache withHotTier() {
    return new TestingCache(new CacheConfig(1 << 20, false));
  }

  static TestingCache withoutHotTier() {
    return new TestingCache(new CacheConfig(0, false));
  }

  static TestingCache strict() {
    return new TestingCache(new CacheConfig(1 << 20, true));
  }

  /** Moves the clock and does what is due on the fill thread. */
  void advance(Duration step) {
    clock.advance(step);
    fillTimer.run();
  }

  /** The cache over a store, as in the server but for the thread of fills. */
  static Injector wire(
      CacheConfig config,
      ObjectStore store,
      InstantSource clock,
      TestingFillTimer fillTimer,
      Uptime uptime) {
    return Guice.createInjector(
        Stage.PRODUCTION,
        surroundings(store, clock, uptime),
        Modules.override(new CacheModule(config, FillConfig.DEFAULT)).with(fakeTime(fillTimer)));
  }

  private static Module fakeTime(TestingFillTimer fillTimer) {
    return new AbstractModule() {
      @Override
      protected void configure() {
        bind(FillTimer.class).toInstance(fillTimer);
      }
    };
  }

  private static Module surroundings(ObjectStore store, InstantSource clock, Uptime uptime) {
    return new AbstractModule() {
      @Override
      protected void configure() {
        binder().requireExplicitBindings();
        binder().requireAtInjectOnConstructors();
        bind(ObjectStore.class).toInstance(store);
        bind(InstantSource.class).toInstance(clock);
        bind(Uptime.class).toInstance(uptime);
      }
    };
  }

  long put(String id, String text) {
    return cache.put(TestingEntries.put(id, text), Cancellation.NEVER).join().revision();
  }

  /**
   * A put of what has been read since, so that it is in the hot tier, by a read that nobody counts.
   */
  long putHot(String id, String text) {
    long revision = put(id, text);
    EntryAddress address = address(id);
    hotTier.confirm(address, hotTier.stamp(address), Objects.requireNonNull(store.stored(address)));
    return revision;
  }

  CompletableFuture<ReadAnswer> begin(String id) {
    return cache.get(TestingEntries.read(id), Cancellation.NEVER);
  }

  ReadAnswer get(String id) {
    return begin(id).join();
  }

  ReadAnswer get(String id, ReadPolicy policy) {
    return cache
        .get(new ReadRequest(TestingEntries.key(id), policy, ""), Cancellation.NEVER)
        .join();
  }

  /** The text of the object, or the outcome of the miss. */
  String text(String id) {
    return TestingEntries.text(get(id));
  }

  CompletableFuture<List<ReadAnswer>> beginAll(String... ids) {
    return cache.getAll(Stream.of(ids).map(TestingEntries::read).toList(), Cancellation.NEVER);
  }

  List<String> texts(String... ids) {
    List<ReadAnswer> answers = beginAll(ids).join();
    for (int i = 0; i < ids.length; i++) {
      tell(TestingEntries.read(ids[i]), answers.get(i));
    }
    return answers.stream().map(TestingEntries::text).toList();
  }

  /** Counts the answer, as the transport does when it sends it. */
  private void tell(ReadRequest request, ReadAnswer answer) {
    if (answer.outcome() != Outcome.DEFERRED) {
      cache.answered(request, answer);
    }
  }

  void delete(String id, boolean purge) {
    cache.delete(TestingEntries.key(id), purge, null, Cancellation.NEVER).join();
  }

  /** Empties the hot tier without the store's knowledge, as an eviction would. */
  void evictAll() {
    hotTier.evictAll();
  }

  @Nullable Entry hot(String id) {
    KindState kind = store.catalogue().kind(TestingEntries.NAMESPACE, TestingEntries.KIND);
    return hotTier.find(Objects.requireNonNull(kind).address(TestingEntries.key(id)));
  }

  EntryAddress address(String id) {
    KindState kind = store.catalogue().kind(TestingEntries.NAMESPACE, TestingEntries.KIND);
    return Objects.requireNonNull(kind).address(TestingEntries.key(id));
  }
}
