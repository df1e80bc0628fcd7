package dev.larder.store.sqlite;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.larder.store.ObjectStore;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Provides the {@link ObjectStore}: opened when the injector is made, closed by whoever made the
 * injector.
 */
public final class SqliteStoreModule extends AbstractModule {
  private final SqliteStoreConfig config;
  private @Nullable RuntimeException failure;

  public SqliteStoreModule(SqliteStoreConfig config) {
    this.config = config;
  }

  @Override
  protected void configure() {
    NativeLibrary.loadAhead();
  }

  /**
   * Opens the store once. Guice gathers errors and asks again for whatever else needs the store; a
   * failed open must not be repeated for each, with a check of the whole file.
   */
  @Provides
  @Singleton
  ObjectStore objectStore(InstantSource clock) {
    if (failure != null) {
      throw failure;
    }
    try {
      return SqliteObjectStore.open(config, clock);
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }
}
