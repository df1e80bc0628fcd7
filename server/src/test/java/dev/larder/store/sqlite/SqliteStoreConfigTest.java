package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Setting;
import dev.larder.config.SettingValues;
import dev.larder.store.sqlite.SqliteStoreConfig.Durability;
import dev.larder.store.sqlite.SqliteStoreConfig.Lanes;
import dev.larder.store.sqlite.SqliteStoreConfig.Memory;
import dev.larder.store.sqlite.SqliteStoreConfig.OnCorruption;
import dev.larder.store.sqlite.SqliteStoreConfig.Upkeep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each setting of the store has its default and lands in its place. */
class SqliteStoreConfigTest {
  /** The values given as texts, by name; the rest are the defaults. */
  private record Given(Map<String, String> texts) implements SettingValues {
    @Override
    public <T> @Nullable T find(Setting<T> setting) {
      return get(setting);
    }

    @Override
    public <T> T get(Setting<T> setting) {
      String text = texts.getOrDefault(setting.name(), setting.defaultText());
      return setting.parser().parse(text);
    }
  }

  @Test
  void from_everySettingGiven_landsInItsPlace() {
    Map<String, String> given = new HashMap<>();
    given.put("data-dir", "there");
    given.put("durability", "power");
    given.put("on-corruption", "fail");
    given.put("sqlite-reader-threads", "1");
    given.put("sqlite-read-queue-entries", "2");
    given.put("sqlite-scan-threads", "3");
    given.put("sqlite-scan-queue-entries", "4");
    given.put("sqlite-write-queue-entries", "5");
    given.put("sqlite-write-queue-bytes", "6MB");
    given.put("sqlite-cache-bytes", "7MB");
    given.put("sqlite-mmap-bytes", "8");
    given.put("sweep-interval", "9s");
    given.put("sqlite-checkpoint-bytes", "10MB");
    given.put("change-log-entries", "11");
    given.put("maintenance-slice", "12ms");
    given.put("maintenance-delay", "13ms");
    SqliteStoreConfig expected =
        new SqliteStoreConfig(
            Path.of("there"),
            Durability.POWER,
            OnCorruption.FAIL,
            new Lanes(1, 2, 3, 4, 5, 6L << 20),
            new Memory(7L << 20, 8),
            new Upkeep(
                Duration.ofSeconds(9),
                10L << 20,
                11,
                Duration.ofMillis(12),
                Duration.ofMillis(13)));
    assertEquals(expected, SqliteStoreConfig.from(new Given(given)));
    assertEquals(names(), given.keySet());
  }

  private static Set<String> names() {
    Set<String> names = new HashSet<>();
    SqliteStoreConfig.SETTINGS.forEach(setting -> names.add(setting.name()));
    return names;
  }

  @Test
  void defaults_survivesTheProcessOnlyAndBeginsAnew() {
    assertEquals(Durability.PROCESS, SqliteStoreConfig.DURABILITY.defaultValue());
    assertEquals(OnCorruption.RECREATE, SqliteStoreConfig.ON_CORRUPTION.defaultValue());
  }

  @Test
  void defaults_everySettingHasOne() {
    for (Setting<?> setting : SqliteStoreConfig.SETTINGS) {
      assertTrue(setting.defaultValue() != null, setting.name());
    }
  }

  @Test
  void databaseFile_isInTheDirectory() {
    Map<String, String> given = Map.of("data-dir", "there", "sqlite-reader-threads", "2");
    assertEquals(
        Path.of("there", "larder.db"), SqliteStoreConfig.from(new Given(given)).databaseFile());
  }
}
