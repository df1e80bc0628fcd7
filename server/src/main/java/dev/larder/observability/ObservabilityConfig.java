package dev.larder.observability;

import dev.larder.config.Setting;
import dev.larder.config.SettingTypes;
import dev.larder.config.SettingValues;
import java.util.List;

/**
 * What is logged, and how. The log goes to standard error.
 *
 * @param logLevel the least important that is logged
 * @param logFormat how a line looks
 */
public record ObservabilityConfig(LogLevel logLevel, LogFormat logFormat) {
  private static final String GROUP = "Logging";

  public static final Setting<LogLevel> LOG_LEVEL =
      SettingTypes.choice(
          "log-level",
          GROUP,
          "The least important messages that are logged. Those of the libraries are logged from warn on.",
          LogLevel.class,
          LogLevel.INFO);

  public static final Setting<LogFormat> LOG_FORMAT =
      SettingTypes.choice(
          "log-format",
          GROUP,
          "Lines for people, or one JSON object a line.",
          LogFormat.class,
          LogFormat.TEXT);

  /** Every setting of this package. */
  public static final List<Setting<?>> SETTINGS = List.of(LOG_LEVEL, LOG_FORMAT);

  /** How important a message is. */
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** How a line of the log looks. */
  public enum LogFormat {
    /** Time, level, thread, logger, message. */
    TEXT,
    /** One JSON object. */
    JSON
  }

  /** What applies as long as nothing has been configured. */
  public static ObservabilityConfig defaults() {
    return new ObservabilityConfig(LogLevel.INFO, LogFormat.TEXT);
  }

  /** The record of the values in force. */
  public static ObservabilityConfig from(SettingValues values) {
    return new ObservabilityConfig(values.get(LOG_LEVEL), values.get(LOG_FORMAT));
  }
}
