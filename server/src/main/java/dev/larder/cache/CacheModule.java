package dev.larder.cache;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.larder.store.ObjectStore;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Binds {@link ObjectCache}, {@link CollectionCache} and {@link CacheAdministration}. Needs {@link
 * ObjectStore}, {@link InstantSource} and {@link dev.larder.observability.Uptime}; must be made
 * before the first write, since it follows the store's commits from its beginning.
 */
public final class CacheModule extends AbstractModule {
  private final CacheConfig config;
  private final FillConfig fills;

  public CacheModule(CacheConfig config, FillConfig fills) {
    this.config = config;
    this.fills = fills;
  }

  @Override
  protected void configure() {
    bind(CacheConfig.class).toInstance(config);
    bind(FillConfig.class).toInstance(fills);
    bind(HotTier.class).toInstance(new HotTier(config.hotTierBytes()));
    bind(ReadFlights.class).in(Singleton.class);
    bind(ReadCounters.class).in(Singleton.class);
    bind(StoreReads.class).in(Singleton.class);
    bind(KindDirectory.class).in(Singleton.class);
    bind(ReadJudge.class).in(Singleton.class);
    bind(ObjectReader.class).in(Singleton.class);
    bind(SnapshotReader.class).in(Singleton.class);
    bind(ObjectFinder.class).in(Singleton.class);
    bind(ObjectWriter.class).in(Singleton.class);
    bind(FillThread.class).in(Singleton.class);
    bind(FillTimer.class).to(FillThread.class);
    bind(FillCounters.class).in(Singleton.class);
    bind(FillReader.class).in(Singleton.class);
    bind(FillWriter.class).in(Singleton.class);
    bind(CollectionReader.class).in(Singleton.class);
    bind(CollectionFillReader.class).in(Singleton.class);
    bind(CollectionFillWriter.class).in(Singleton.class);
    bind(CollectionWriter.class).in(Singleton.class);
    bind(CollectionSnapshots.class).in(Singleton.class);
    bind(CollectionCache.class).in(Singleton.class);
    bind(StatisticsReader.class).in(Singleton.class);
    bind(ObjectCache.class).in(Singleton.class);
    bind(CacheAdministration.class).in(Singleton.class);
  }

  @Provides
  @Singleton
  Publication publication(ObjectStore store, HotTier hotTier, ReadFlights flights) {
    return Publication.following(store, hotTier, flights);
  }

  /** After the publication, so that whoever waited reads no less than it is told. */
  @Provides
  @Singleton
  FillCoordinator fillCoordinator(
      ObjectStore store,
      Publication publication,
      InstantSource clock,
      FillTimer timer,
      FillCounters counters) {
    FillTokens tokens = new FillTokens(publication.catalogue().epoch(), store.incarnation());
    FillCoordinator coordinator =
        new FillCoordinator(
            clock, timer, fills, counters, tokens, key -> publication.revision(key.namespace()));
    store.addCommitListener(coordinator.commits());
    return coordinator;
  }

  @Provides
  Supersessions supersessions(FillCoordinator coordinator) {
    return coordinator.supersessions();
  }

  /** Jitter needs no better randomness; one generator for all threads would be a place to wait. */
  @Provides
  @Singleton
  ValidityResolver validityResolver(InstantSource clock) {
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    return new ValidityResolver(clock, random);
  }
}
