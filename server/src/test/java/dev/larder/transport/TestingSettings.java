package dev.larder.transport;

import dev.larder.config.Setting;
import dev.larder.config.SettingValues;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings at their defaults, except for those that a test gives by name. */
final class TestingSettings implements SettingValues {
  private final Map<String, String> given = new HashMap<>();

  TestingSettings with(String name, String value) {
    given.put(name, value);
    return this;
  }

  @Override
  public <T> @Nullable T find(Setting<T> setting) {
    String text = given.get(setting.name());
    return text == null ? setting.defaultValue() : setting.parser().parse(text);
  }

  @Override
  public <T> T get(Setting<T> setting) {
    T value = find(setting);
    if (value == null) {
      throw new IllegalStateException(setting.name() + " has no default");
    }
    return value;
  }
}
