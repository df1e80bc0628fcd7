package dev.larder.transport;

import dev.larder.config.Setting;
import dev.larder.config.SettingTypes;
import dev.larder.config.SettingValues;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The configuration of the gRPC server.
 *
 * @param listen where
 * @param messages how large
 * @param calls how many at once
 * @param connections how long
 * @param threads on which
 * @param drainGrace how long calls may go on when the server stops, before they are cut off
 * @param channelz whether gRPC's channelz service is served, which shows connections and calls; to
 *     loopback clients only
 */
public record TransportConfig(
    ListenConfig listen,
    MessageLimits messages,
    CallLimits calls,
    ConnectionConfig connections,
    ThreadConfig threads,
    Duration drainGrace,
    boolean channelz) {
  public static final Setting<Duration> DRAIN_GRACE =
      SettingTypes.duration(
          "drain-grace",
          "Connections",
          "How long calls in flight may go on when the server stops, before they are cut off.",
          "10s",
          Duration.ZERO,
          Duration.ofHours(1));
  static final Setting<Boolean> CHANNELZ =
      SettingTypes.truth(
          "channelz",
          "Listening",
          "Serve gRPC's channelz, which shows connections and calls, to clients of this machine.",
          false);

  /** Every setting of the transport, in the order in which they are documented. */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(
              ListenConfig.SETTINGS,
              List.<Setting<?>>of(CHANNELZ),
              MessageLimits.SETTINGS,
              CallLimits.SETTINGS,
              ConnectionConfig.SETTINGS,
              List.<Setting<?>>of(DRAIN_GRACE),
              ThreadConfig.SETTINGS)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /**
   * The configuration that these values say.
   *
   * @throws IllegalArgumentException when they contradict each other; the message names the setting
   *     and says what to do
   */
  public static TransportConfig from(SettingValues values) {
    return new TransportConfig(
        ListenConfig.from(values),
        MessageLimits.from(values),
        CallLimits.from(values),
        ConnectionConfig.from(values),
        ThreadConfig.from(values),
        values.get(DRAIN_GRACE),
        values.get(CHANNELZ));
  }
}
