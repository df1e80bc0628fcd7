package dev.larder.cache;

import dev.larder.config.Setting;
import dev.larder.config.SettingTypes;
import dev.larder.config.SettingValues;
import java.time.Duration;
import java.util.List;

/**
 * How much of fills there may be.
 *
 * @param maxLease the longest lease
 * @param maxWait the longest that a caller is kept waiting
 * @param maxWaiting callers that are kept waiting, in all
 * @param maxWaitingPerKey the same for one key
 * @param maxHeld fills that are under way or in backoff, in all
 */
public record FillConfig(
    Duration maxLease, Duration maxWait, int maxWaiting, int maxWaitingPerKey, int maxHeld) {
  private static final String GROUP = "Fills";

  private static final Setting<Duration> MAX_LEASE =
      SettingTypes.duration(
          "fill-max-lease",
          GROUP,
          "The longest that one caller may take to ask the origin before another is sent, without renewing.",
          "10m",
          Duration.ofSeconds(1),
          Duration.ofDays(1));

  private static final Setting<Duration> MAX_WAIT =
      SettingTypes.duration(
          "fill-max-wait",
          GROUP,
          "The longest that a caller is kept waiting for what another is fetching.",
          "1m",
          Duration.ofMillis(1),
          Duration.ofHours(1));

  private static final Setting<Integer> MAX_WAITING =
      SettingTypes.integer(
          "fill-max-waiting",
          GROUP,
          "The most callers that are kept waiting in all; one more is told at once to ask again. They count among the calls in flight, and are never more than half of max-calls-in-flight.",
          2048,
          0,
          1_000_000);

  private static final Setting<Integer> MAX_WAITING_PER_KEY =
      SettingTypes.integer(
          "fill-max-waiting-per-key",
          GROUP,
          "The same for one object or collection.",
          1024,
          0,
          1_000_000);

  private static final Setting<Integer> MAX_HELD =
      SettingTypes.integer(
          "fill-max-held",
          GROUP,
          "The most objects and collections that are being fetched, or whose origin failed a moment ago; one more is answered OVERLOADED.",
          100_000,
          1,
          10_000_000);

  /** Every setting of fills. */
  public static final List<Setting<?>> SETTINGS =
      List.of(MAX_LEASE, MAX_WAIT, MAX_WAITING, MAX_WAITING_PER_KEY, MAX_HELD);

  /** The values in force where nobody has set any. */
  public static final FillConfig DEFAULT =
      new FillConfig(Duration.ofMinutes(10), Duration.ofMinutes(1), 2048, 1024, 100_000);

  /** The values in force. */
  public static FillConfig from(SettingValues values) {
    return new FillConfig(
        values.get(MAX_LEASE),
        values.get(MAX_WAIT),
        values.get(MAX_WAITING),
        values.get(MAX_WAITING_PER_KEY),
        values.get(MAX_HELD));
  }

  /** The same on a server that takes so many calls: who waits must leave room for the others. */
  public FillConfig withinCalls(int mostCalls) {
    int waiting = Math.min(maxWaiting, mostCalls / 2);
    return new FillConfig(maxLease, maxWait, waiting, maxWaitingPerKey, maxHeld);
  }
}
