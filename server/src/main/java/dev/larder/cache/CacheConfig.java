package dev.larder.cache;

import dev.larder.config.Setting;
import dev.larder.config.SettingTypes;
import dev.larder.config.SettingValues;
import java.util.List;

/**
 * How the cache works.
 *
 * @param hotTierBytes the most bytes of entries that are kept in memory; 0: none
 * @param strictNamespaces true: namespaces and kinds exist only once an administrator has made them
 */
public record CacheConfig(long hotTierBytes, boolean strictNamespaces) {
  private static final String GROUP = "Cache";

  private static final Setting<Long> HOT_TIER_BYTES =
      SettingTypes.bytes(
          "hot-tier-bytes",
          GROUP,
          "The most memory for the entries that are read most; they are answered without touching the file. 0 switches it off.",
          "64MB",
          0,
          1L << 40);

  private static final Setting<Boolean> STRICT_NAMESPACES =
      SettingTypes.truth(
          "strict-namespaces",
          GROUP,
          "Refuse namespaces and kinds that were not set up before, instead of creating them on first use.",
          false);

  /** Every setting of the cache. */
  public static final List<Setting<?>> SETTINGS = List.of(HOT_TIER_BYTES, STRICT_NAMESPACES);

  /** The values in force. */
  public static CacheConfig from(SettingValues values) {
    return new CacheConfig(values.get(HOT_TIER_BYTES), values.get(STRICT_NAMESPACES));
  }
}
