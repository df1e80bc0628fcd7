package dev.larder.store.sqlite;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.larder.store.ObjectStore;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/**
 * Provides the {@link ObjectStore}: opened when the injector is made, closed by whoever made the
 * injector.
 */
public final class SqliteStoreModule extends AbstractModule {
  private final SqliteStoreConfig config;

  public SqliteStoreModule(SqliteStoreConfig config) {
    this.config = config;
  }

  @Provides
  @Singleton
  ObjectStore objectStore(InstantSource clock) {
    return SqliteObjectStore.open(config, clock);
  }
}
