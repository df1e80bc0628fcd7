package dev.larder.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configuration in force: the value of every setting and where it came from. Immutable. */
public final class Configuration implements SettingValues {
  /** The origin of a value that nobody gave. */
  public static final String DEFAULT = "default";

  /**
   * A value in force.
   *
   * @param value null when there is none
   * @param text the value as it was written; empty when there is none
   * @param origin {@code --port}, {@code LARDER_PORT}, {@code larder.conf:3} or {@link #DEFAULT}
   */
  record InForce<T>(Setting<T> setting, @Nullable T value, String text, String origin) {}

  private final Map<String, InForce<?>> values;

  Configuration(List<InForce<?>> values) {
    Map<String, InForce<?>> byName = new LinkedHashMap<>();
    values.forEach(value -> byName.put(value.setting().name(), value));
    this.values = Collections.unmodifiableMap(byName);
  }

  @Override
  public <T> @Nullable T find(Setting<T> setting) {
    return inForce(setting).value();
  }

  @Override
  public <T> T get(Setting<T> setting) {
    T value = find(setting);
    if (value == null) {
      throw new IllegalStateException(setting.name() + " has no default: use find");
    }
    return value;
  }

  /** Where a setting's value came from. */
  public String origin(Setting<?> setting) {
    return inForce(setting).origin();
  }

  // The setting is the very one that made the value, which is also faster to tell than to compare.
  @SuppressWarnings({"unchecked", "ReferenceEquality"})
  private <T> InForce<T> inForce(Setting<T> setting) {
    InForce<?> found = values.get(setting.name());
    if (found == null || found.setting() != setting) {
      throw new IllegalStateException(
          setting.name() + " is not among the settings of this program");
    }
    return (InForce<T>) found;
  }

  /**
   * The whole configuration in the syntax of the file, each value with its origin; it can be read
   * back.
   */
  public String render() {
    List<String> lines = new ArrayList<>();
    String group = "";
    for (InForce<?> value : values.values()) {
      if (!value.setting().group().equals(group)) {
        group = value.setting().group();
        lines.add((lines.isEmpty() ? "" : "\n") + "# " + group);
      }
      lines.add(line(value));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String line(InForce<?> value) {
    Setting<?> setting = value.setting();
    if (setting.equals(ConfigurationReader.CONFIG_FILE) || value.value() == null) {
      // A comment: the file cannot name itself, and there is no way to write that a value is
      // missing.
      String shown = value.value() == null ? "not set" : value.text();
      return "# %-39s # %s".formatted(setting.name() + ": " + shown, value.origin());
    }
    String assignment = setting.name() + " = " + ConfigurationFile.quoted(value.text());
    return "%-41s # %s".formatted(assignment, value.origin());
  }
}
