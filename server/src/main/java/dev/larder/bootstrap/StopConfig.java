package dev.larder.bootstrap;

import dev.larder.config.ConfigurationException;
import dev.larder.config.Setting;
import dev.larder.config.SettingTypes;
import dev.larder.config.SettingValues;
import dev.larder.transport.TransportConfig;
import java.time.Duration;
import java.util.List;

/**
 * How the process stops.
 *
 * @param timeout the longest that it may take altogether
 */
record StopConfig(Duration timeout) {
  static final Setting<Duration> STOP_TIMEOUT =
      SettingTypes.duration(
          "stop-timeout",
          "General",
          "The longest that a stop may take altogether, drain-grace included; after that the process ends as it is."
              + " Acknowledged writes are safe either way.",
          "30s",
          Duration.ofSeconds(1),
          Duration.ofHours(2));

  static final List<Setting<?>> SETTINGS = List.of(STOP_TIMEOUT);

  static StopConfig from(SettingValues values) {
    Duration timeout = values.get(STOP_TIMEOUT);
    Duration grace = values.get(TransportConfig.DRAIN_GRACE);
    if (timeout.compareTo(grace) <= 0) {
      throw new ConfigurationException(
          "stop-timeout: must be longer than drain-grace, which is a part of it");
    }
    return new StopConfig(timeout);
  }
}
