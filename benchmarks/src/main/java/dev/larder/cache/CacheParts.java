package dev.larder.cache;

import dev.larder.model.Entry;
import dev.larder.model.KindPolicy;
import dev.larder.model.ReadPolicy;
import dev.larder.store.EntryAddress;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Parts of the cache that are measured alone. Thread-safe. */
@NullMarked
public final class CacheParts {
  private static final long HOT_TIER_BYTES = 64L << 20;

  private final HotTier hotTier = new HotTier(HOT_TIER_BYTES);

  /** Makes a hot tier with nothing in it. */
  public CacheParts() {}

  /** Puts an entry into the hot tier, as a read of the store does. */
  public void keep(EntryAddress address, Entry entry) {
    hotTier.confirm(address, hotTier.stamp(address), entry);
  }

  /** Looks into the hot tier, as every read does first. */
  public @Nullable Entry find(EntryAddress address) {
    return hotTier.find(address);
  }

  /** Decides what a read finds; an object, so that the decision is really made. */
  public static Object decide(Instant now, Entry entry, ReadPolicy policy, KindPolicy kind) {
    return FreshnessPolicy.decide(now, entry, policy, kind, "");
  }
}
