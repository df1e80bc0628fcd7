package dev.larder.bootstrap;

import dev.larder.cache.CacheConfig;
import dev.larder.cache.FillConfig;
import dev.larder.config.CommandLineFlags;
import dev.larder.config.Configuration;
import dev.larder.config.ConfigurationReader;
import dev.larder.config.Setting;
import dev.larder.config.SettingValues;
import dev.larder.observability.ObservabilityConfig;
import dev.larder.store.sqlite.SqliteStoreConfig;
import dev.larder.transport.TransportConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The settings of all capabilities, collected in this one place. */
public final class ServerSettings {
  private static final List<Setting<?>> SETTINGS =
      Stream.of(
              StopConfig.SETTINGS,
              TransportConfig.SETTINGS,
              CacheConfig.SETTINGS,
              FillConfig.SETTINGS,
              SqliteStoreConfig.SETTINGS,
              ObservabilityConfig.SETTINGS)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private static final List<Consumer<SettingValues>> CHECKS =
      List.of(
          TransportConfig::from,
          CacheConfig::from,
          SqliteStoreConfig::from,
          ObservabilityConfig::from,
          StopConfig::from);

  /** Variables of the command line {@code larder}, which may be set in the same shell. */
  private static final Set<String> FOREIGN_VARIABLES = Set.of("LARDER_TARGET");

  private ServerSettings() {}

  /** Reads them. */
  static ConfigurationReader reader() {
    return new ConfigurationReader(SETTINGS, CHECKS, FOREIGN_VARIABLES);
  }

  /**
   * The configuration of a server that is started from within a program: from these flags alone,
   * the environment is not looked at.
   *
   * @param flags as on the command line: {@code "--port", "0"}
   * @throws dev.larder.config.ConfigurationException with everything that is wrong
   */
  public static Configuration fromFlags(String... flags) {
    ConfigurationReader reader = reader();
    return reader.read(CommandLineFlags.parse(reader.settings(), List.of(flags)), Map.of());
  }
}
