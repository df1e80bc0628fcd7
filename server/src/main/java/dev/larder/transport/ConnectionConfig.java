package dev.larder.transport;

import dev.larder.config.Setting;
import dev.larder.config.SettingTypes;
import dev.larder.config.SettingValues;
import java.time.Duration;
import java.util.List;

/**
 * How long connections live, and how the dead ones are found.
 *
 * @param keepAliveTime a connection that has been silent so long is asked whether it lives
 * @param keepAliveTimeout a connection that does not answer that for so long is closed
 * @param permitKeepAliveTime a client that asks more often than this is disconnected
 * @param permitKeepAliveWithoutCalls whether a client without calls may ask
 * @param maxAge a connection this old is asked to close; zero: never
 * @param maxAgeGrace how long its calls may then still take
 * @param maxIdle a connection that has had no call for so long is closed; zero: never
 */
public record ConnectionConfig(
    Duration keepAliveTime,
    Duration keepAliveTimeout,
    Duration permitKeepAliveTime,
    boolean permitKeepAliveWithoutCalls,
    Duration maxAge,
    Duration maxAgeGrace,
    Duration maxIdle) {
  private static final String GROUP = "Connections";
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  static final Setting<Duration> KEEP_ALIVE_TIME =
      duration(
          "keep-alive-time",
          "A connection that has been silent for so long is asked whether it lives.",
          "5m",
          SECOND,
          DAY);
  static final Setting<Duration> KEEP_ALIVE_TIMEOUT =
      duration(
          "keep-alive-timeout",
          "A connection that does not answer for so long is closed.",
          "20s",
          SECOND,
          DAY);
  static final Setting<Duration> PERMIT_KEEP_ALIVE_TIME =
      duration(
          "permit-keep-alive-time",
          "A client that asks whether the server lives more often than this is disconnected.",
          "10s",
          Duration.ZERO,
          DAY);
  static final Setting<Boolean> PERMIT_KEEP_ALIVE_WITHOUT_CALLS =
      SettingTypes.truth(
          "permit-keep-alive-without-calls",
          GROUP,
          "Whether a client that has no call in flight may ask whether the server lives.",
          true);
  static final Setting<Duration> MAX_CONNECTION_AGE =
      duration(
          "max-connection-age",
          "A connection this old is asked to close and clients open another; 0s: never.",
          "0s",
          Duration.ZERO,
          Duration.ofDays(365));
  static final Setting<Duration> MAX_CONNECTION_AGE_GRACE =
      duration(
          "max-connection-age-grace",
          "How long the calls of a connection that has reached its age may still take.",
          "30s",
          Duration.ZERO,
          DAY);
  static final Setting<Duration> MAX_CONNECTION_IDLE =
      duration(
          "max-connection-idle",
          "A connection that has had no call for so long is closed; 0s: never.",
          "0s",
          Duration.ZERO,
          Duration.ofDays(365));

  static final List<Setting<?>> SETTINGS =
      List.of(
          KEEP_ALIVE_TIME,
          KEEP_ALIVE_TIMEOUT,
          PERMIT_KEEP_ALIVE_TIME,
          PERMIT_KEEP_ALIVE_WITHOUT_CALLS,
          MAX_CONNECTION_AGE,
          MAX_CONNECTION_AGE_GRACE,
          MAX_CONNECTION_IDLE);

  static ConnectionConfig from(SettingValues values) {
    return new ConnectionConfig(
        values.get(KEEP_ALIVE_TIME),
        values.get(KEEP_ALIVE_TIMEOUT),
        values.get(PERMIT_KEEP_ALIVE_TIME),
        values.get(PERMIT_KEEP_ALIVE_WITHOUT_CALLS),
        values.get(MAX_CONNECTION_AGE),
        values.get(MAX_CONNECTION_AGE_GRACE),
        values.get(MAX_CONNECTION_IDLE));
  }

  private static Setting<Duration> duration(
      String name, String description, String defaultText, Duration least, Duration most) {
    return SettingTypes.duration(name, GROUP, description, defaultText, least, most);
  }
}
