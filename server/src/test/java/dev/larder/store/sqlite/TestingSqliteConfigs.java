package dev.larder.store.sqlite;

import dev.larder.store.sqlite.SqliteStoreConfig.Durability;
import dev.larder.store.sqlite.SqliteStoreConfig.Lanes;
import dev.larder.store.sqlite.SqliteStoreConfig.Memory;
import dev.larder.store.sqlite.SqliteStoreConfig.OnCorruption;
import dev.larder.store.sqlite.SqliteStoreConfig.Upkeep;
import java.nio.file.Path;
import java.time.Duration;

/** Configurations for tests: small, and with no upkeep of their own accord. */
final class TestingSqliteConfigs {
  private TestingSqliteConfigs() {}

  static SqliteStoreConfig of(Path directory) {
    return of(directory, OnCorruption.RECREATE);
  }

  static SqliteStoreConfig of(Path directory, OnCorruption onCorruption) {
    return of(
        directory,
        onCorruption,
        new Upkeep(
            Duration.ofDays(1), 16L << 20, 1_000, Duration.ofMillis(10), Duration.ofMillis(100)));
  }

  static SqliteStoreConfig of(Path directory, Upkeep upkeep) {
    return of(directory, OnCorruption.RECREATE, upkeep);
  }

  private static SqliteStoreConfig of(Path directory, OnCorruption onCorruption, Upkeep upkeep) {
    return new SqliteStoreConfig(
        directory,
        Durability.PROCESS,
        onCorruption,
        new Lanes(2, 4096, 1, 256, 8192, 64L << 20),
        new Memory(4L << 20, 0),
        upkeep);
  }
}
