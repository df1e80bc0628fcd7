package dev.larder.cache;

import com.google.inject.Injector;
import dev.larder.observability.Uptime;
import dev.larder.store.ObjectStore;
import dev.larder.testing.FakeClock;

/** One run of a cache over some store, on fake time; a restart is another. */
final class TestingRun {
  final ObjectStore store;
  final TestingFillTimer fillTimer;
  final ObjectCache cache;
  final CollectionCache collections;
  final CacheAdministration administration;
  final FillCoordinator fills;

  TestingRun(ObjectStore store, FakeClock clock) {
    this.store = store;
    this.fillTimer = new TestingFillTimer(clock);
    Injector injector =
        TestingCache.wire(new CacheConfig(1 << 20, false), store, clock, fillTimer, new Uptime());
    cache = injector.getInstance(ObjectCache.class);
    collections = injector.getInstance(CollectionCache.class);
    administration = injector.getInstance(CacheAdministration.class);
    fills = injector.getInstance(FillCoordinator.class);
  }
}
