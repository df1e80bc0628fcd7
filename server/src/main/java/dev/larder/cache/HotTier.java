package dev.larder.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.larder.model.Entry;
import dev.larder.store.EntryAddress;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * The entries that are read most, in memory, bounded by their bytes.
 *
 * <p><b>Coherence.</b> The store is the truth and this is a copy of some of it; the danger is
 * always the same: a reader that looked at the store long ago comes back and puts what it saw over
 * something newer. Three rules keep it out.
 *
 * <ol>
 *   <li><b>A commit is published before it is acknowledged.</b> The writer thread calls {@link
 *       #change} for every changed address after the commit and before any caller hears of it. So
 *       whoever has heard of a write finds it here, or finds nothing here and goes to the store,
 *       which has it.
 *   <li><b>A reader proves that nothing has changed since it looked.</b> Each address belongs to a
 *       stripe with a counter, its stamp. A reader takes the {@link #stamp} before its store read
 *       begins and shows it to {@link #confirm}; every change moves the stamp. Both happen inside
 *       the map's atomic step for that key, so either the reader comes first and the change then
 *       replaces what it put, or the change comes first and the reader sees the stamp moved and
 *       puts nothing. Two keys that share a stripe cost at worst a copy that is not kept.
 *   <li><b>What is seen ahead of its publication counts as published.</b> Between a commit and its
 *       publication a store read may already see what this tier does not know. Had the reader kept
 *       quiet about it, its caller's next read could be answered from here with the older entry:
 *       time would run backwards. So a read that finds a revision beyond the published one, or
 *       finds nothing, says so with {@link #discover}: the older entry goes, and the stamp moves,
 *       so that slower reads that began before it put nothing either. A removal has no revision to
 *       compare, hence 'or finds nothing'.
 * </ol>
 *
 * Within one address revisions only grow, and no step here ever replaces an entry by one of a lower
 * revision.
 *
 * <p>Where so much has changed that it is not told entry by entry, {@link #overhaul} moves every
 * stamp and lets go of the whole generation. A reader that compares its stamp and then puts must
 * not be caught between the two, for no step on its key would follow; so it holds {@link
 * #overhauls} for reading meanwhile, and the stamps are moved under the same lock for writing: what
 * was put before them is found by the sweep after it, and nothing older is put any more.
 *
 * <p>A clear needs no step at all: it gives the kind a new generation, the generation is part of
 * the address, and what was kept under the old one is never asked for again and falls out in time.
 *
 * <p>Invalidations of kinds and tags need none either: whoever is served applies those in force to
 * what is kept. A tag's mark is dropped only after its effect was written into the rows; each row
 * so written is published as a change without an entry, so that no copy from before outlives the
 * mark.
 *
 * <p>What is kept: whatever a read brought, up to a sixteenth of the tier; and whatever was put in
 * place of an entry that was here. A put of what is not here is not kept: its next reader brings
 * it, for one read of the store. So a flood of puts neither washes the tier out nor leaves the
 * collector of garbage with a graph of objects for each, which would survive every collection and
 * hold up everybody while it is copied.
 *
 * <p>Thread-safe. Nothing here waits for anything but another step on the same key, which is a few
 * instructions, or for the stamps to be moved by an overhaul, which takes some microseconds.
 */
final class HotTier {
  /** The stamp of a reader that took none: what it found is not kept. */
  static final long NO_STAMP = -1;

  private static final int LARGEST_SHARE = 16;
  private static final int STRIPES = 1 << 12;

  private final Cache<EntryAddress, Entry> entries;
  private final AtomicLongArray stamps = new AtomicLongArray(STRIPES);
  private final StampedLock overhauls = new StampedLock();
  private final long largestEntry;

  /**
   * A tier of at most so many bytes.
   *
   * @param maximumBytes by {@link Entry#weight}; 0: keeps nothing
   */
  HotTier(long maximumBytes) {
    largestEntry = maximumBytes / LARGEST_SHARE;
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .weigher((EntryAddress address, Entry entry) -> weight(entry))
            .executor(Runnable::run)
            .build();
  }

  private static int weight(Entry entry) {
    return (int) Math.min(Integer.MAX_VALUE, entry.weight());
  }

  /** The entry, if it is here. */
  @Nullable Entry find(EntryAddress address) {
    return entries.getIfPresent(address);
  }

  /** To be taken before a store read of this address begins. */
  long stamp(EntryAddress address) {
    return stamps.get(stripe(address));
  }

  /** Keeps what a store read found, unless anything has changed since the stamp was taken. */
  void confirm(EntryAddress address, long stamp, Entry found) {
    if (largestEntry == 0) {
      return;
    }
    long reading = overhauls.readLock();
    try {
      entries
          .asMap()
          .compute(
              address,
              (key, current) -> stamp(key) == stamp ? keepable(newer(current, found)) : current);
    } finally {
      overhauls.unlockRead(reading);
    }
  }

  /** Takes note of what a store read saw before it was published; null: that there is nothing. */
  void discover(EntryAddress address, long stamp, @Nullable Entry found) {
    long reading = overhauls.readLock();
    try {
      entries.asMap().compute(address, (key, current) -> discovered(key, stamp, current, found));
    } finally {
      overhauls.unlockRead(reading);
    }
  }

  private @Nullable Entry discovered(
      EntryAddress address, long stamp, @Nullable Entry current, @Nullable Entry found) {
    boolean unchanged = move(address) == stamp;
    if (found == null) {
      return null;
    }
    if (current != null && current.revision() >= found.revision()) {
      return current;
    }
    return unchanged ? keepable(found) : null;
  }

  /**
   * Takes over a committed change; null: the entry was removed, or copies of it are out of date.
   */
  void change(EntryAddress address, @Nullable Entry entry) {
    entries.asMap().compute(address, (key, current) -> changed(key, current, entry));
  }

  private @Nullable Entry changed(
      EntryAddress address, @Nullable Entry current, @Nullable Entry entry) {
    move(address);
    if (entry == null || current == null) {
      return null;
    }
    return keepable(newer(current, entry));
  }

  /** Takes over that any entry of a generation may have changed: lets all of them go. */
  void overhaul(long generation) {
    long writing = overhauls.writeLock();
    try {
      for (int stripe = 0; stripe < STRIPES; stripe++) {
        stamps.incrementAndGet(stripe);
      }
    } finally {
      overhauls.unlockWrite(writing);
    }
    entries.asMap().keySet().removeIf(address -> address.generation() == generation);
  }

  private static Entry newer(@Nullable Entry current, Entry other) {
    return current != null && current.revision() >= other.revision() ? current : other;
  }

  private @Nullable Entry keepable(Entry entry) {
    return entry.weight() <= largestEntry ? entry : null;
  }

  /** Moves the stamp on; answers what it was. */
  private long move(EntryAddress address) {
    return stamps.getAndIncrement(stripe(address));
  }

  private static int stripe(EntryAddress address) {
    int hash = address.hashCode() * 0x9E3779B9;
    return hash >>> 20;
  }

  /**
   * Lets everything go, as if there were no room for it; stamps stay, since nothing has changed.
   */
  void evictAll() {
    entries.invalidateAll();
  }

  /** How many entries are here, about. */
  long size() {
    return entries.estimatedSize();
  }

  /** How many bytes they weigh, about. */
  long bytes() {
    return entries.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }
}
