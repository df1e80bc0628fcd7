package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.config.Setting;
import dev.larder.config.SettingValues;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CacheConfigTest {
  /** Texts by name; everything else has its default. */
  private record Given(Map<String, String> texts) implements SettingValues {
    @Override
    public <T> @Nullable T find(Setting<T> setting) {
      String text = texts.get(setting.name());
      return text == null ? setting.defaultValue() : setting.parser().parse(text);
    }

    @Override
    public <T> T get(Setting<T> setting) {
      return Objects.requireNonNull(find(setting));
    }
  }

  @Test
  void from_nothingGiven_defaultsApply() {
    assertEquals(new CacheConfig(64 << 20, false), CacheConfig.from(new Given(Map.of())));
  }

  @Test
  void from_everythingGiven_isTaken() {
    Given given = new Given(Map.of("hot-tier-bytes", "0", "strict-namespaces", "true"));

    assertEquals(new CacheConfig(0, true), CacheConfig.from(given));
  }

  @Test
  void settings_names_areTheDocumentedOnes() {
    assertEquals(
        List.of("hot-tier-bytes", "strict-namespaces"),
        CacheConfig.SETTINGS.stream().map(Setting::name).toList());
  }
}
