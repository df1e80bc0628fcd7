package dev.larder.config;

import org.jspecify.annotations.Nullable;

/** The values in force, as a config record reads them: {@code values.get(PORT)}. Immutable. */
public interface SettingValues {
  /**
   * The value in force: from the flag, else the environment, else the file, else the default. Null
   * only for a setting without a default.
   */
  <T> @Nullable T find(Setting<T> setting);

  /** The value in force of a setting that has a default. */
  <T> T get(Setting<T> setting);
}
