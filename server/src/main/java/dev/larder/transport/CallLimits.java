package dev.larder.transport;

import dev.larder.config.Setting;
import dev.larder.config.SettingTypes;
import dev.larder.config.SettingValues;
import java.util.List;

/**
 * How much clients may ask at once.
 *
 * @param maxConnections connections; one more is closed at once
 * @param maxCallsInFlight calls of the whole server; one more is answered OVERLOADED
 * @param maxCallsPerConnection calls of one connection; a client that follows the protocol keeps
 *     more waiting
 * @param maxResetsPerMinute streams that one connection may reset before it is closed
 * @param maxHeaderBytes of one call
 * @param maxUnreadBytes of large answers that their callers have still to read; while there are as
 *     many, or a connection has as many as are left, one more is answered OVERLOADED
 */
public record CallLimits(
    int maxConnections,
    int maxCallsInFlight,
    int maxCallsPerConnection,
    int maxResetsPerMinute,
    int maxHeaderBytes,
    long maxUnreadBytes) {
  private static final String GROUP = "Limits";

  static final Setting<Integer> MAX_CONNECTIONS =
      SettingTypes.integer(
          "max-connections",
          GROUP,
          "The most connections, over TCP and over the Unix domain socket each; one more is closed at"
              + " once.",
          1000,
          1,
          1_000_000);
  static final Setting<Integer> MAX_CALLS_IN_FLIGHT =
      SettingTypes.integer(
          "max-calls-in-flight",
          GROUP,
          "The most calls in flight on the whole server; one more is answered OVERLOADED at once.",
          4096,
          1,
          1_000_000);
  static final Setting<Integer> MAX_CALLS_PER_CONNECTION =
      SettingTypes.integer(
          "max-calls-per-connection",
          GROUP,
          "The most calls in flight on one connection; clients keep more of them waiting on their own"
              + " side.",
          1000,
          1,
          1_000_000);
  static final Setting<Integer> MAX_RESETS_PER_MINUTE =
      SettingTypes.integer(
          "max-resets-per-minute",
          GROUP,
          "How many calls one connection may cancel in a minute before it is closed; the guard against"
              + " rapid reset.",
          6000,
          1,
          10_000_000);
  static final Setting<Long> MAX_HEADER_BYTES =
      SettingTypes.bytes(
          "max-header-bytes",
          GROUP,
          "The most bytes of headers of one call.",
          "16KB",
          1 << 10,
          1 << 20);

  static final Setting<Long> MAX_UNREAD_BYTES =
      SettingTypes.bytes(
          "max-unread-bytes",
          GROUP,
          "How many bytes of answers over 32 KB may be on their way to clients that have not read"
              + " them yet; while there are as many, one more is answered OVERLOADED. A connection"
              + " may have as many as are left for all others: half, when it is alone.",
          "128MB",
          1 << 20,
          1L << 40);

  static final List<Setting<?>> SETTINGS =
      List.of(
          MAX_CONNECTIONS,
          MAX_CALLS_IN_FLIGHT,
          MAX_CALLS_PER_CONNECTION,
          MAX_RESETS_PER_MINUTE,
          MAX_HEADER_BYTES,
          MAX_UNREAD_BYTES);

  static CallLimits from(SettingValues values) {
    return new CallLimits(
        values.get(MAX_CONNECTIONS),
        values.get(MAX_CALLS_IN_FLIGHT),
        values.get(MAX_CALLS_PER_CONNECTION),
        values.get(MAX_RESETS_PER_MINUTE),
        Math.toIntExact(values.get(MAX_HEADER_BYTES)),
        values.get(MAX_UNREAD_BYTES));
  }
}
