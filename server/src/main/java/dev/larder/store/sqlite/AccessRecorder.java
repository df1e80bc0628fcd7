package dev.larder.store.sqlite;

import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceLimits.Eviction;
import dev.larder.store.Catalogue;
import dev.larder.store.EntryAddress;
import dev.larder.store.NamespaceState;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Remembers which entries were read, where that decides what is evicted, and writes it down later,
 * in slices: a read must not cost a write. Within one interval only the first read of an entry
 * counts, and when more entries are read than fit, those beyond are not remembered; eviction goes
 * by samples and can bear either.
 *
 * <p>Thread-safe; {@link #run} is the writer's.
 */
final class AccessRecorder implements MaintenanceSlice.InTransaction {
  /** Bounds the memory, to about 4 MB, and the writing that a flood of reads can cause. */
  static final int MOST_REMEMBERED = 16_384;

  private static final String UPDATE =
      "UPDATE entry SET access_time = ?1 WHERE generation = ?2 AND id = ?3 AND access_time < ?1";

  private final Supplier<Catalogue> catalogue;
  private final InstantSource clock;
  private final Duration interval;
  private final Map<EntryAddress, Instant> accesses = new ConcurrentHashMap<>();

  AccessRecorder(Supplier<Catalogue> catalogue, InstantSource clock, Duration interval) {
    this.catalogue = catalogue;
    this.clock = clock;
    this.interval = interval;
  }

  /** Never blocks. */
  void accessed(EntryAddress address) {
    if (matters(address.key().namespace()) && accesses.size() < MOST_REMEMBERED) {
      accesses.putIfAbsent(address, clock.instant());
    }
  }

  private boolean matters(String namespace) {
    NamespaceState state = catalogue.get().namespace(namespace);
    return state != null && isLimitedByUse(state.limits());
  }

  private static boolean isLimitedByUse(NamespaceLimits limits) {
    return limits.eviction() == Eviction.LRU && (limits.maxBytes() > 0 || limits.maxObjects() > 0);
  }

  @Override
  public String name() {
    return "access times";
  }

  @Override
  public Duration run(WriteTransaction transaction, SliceBudget time) throws SQLException {
    Iterator<Map.Entry<EntryAddress, Instant>> next = accesses.entrySet().iterator();
    while (next.hasNext() && time.remains()) {
      Map.Entry<EntryAddress, Instant> access = next.next();
      // Removed first: a read from here on counts again.
      next.remove();
      write(transaction.statements(), access.getKey(), access.getValue());
    }
    return next.hasNext() ? Duration.ZERO : interval;
  }

  private static void write(PreparedStatements statements, EntryAddress address, Instant time)
      throws SQLException {
    PreparedStatement statement = statements.get(UPDATE);
    statement.setLong(1, Microseconds.of(time));
    statement.setLong(2, address.generation());
    statement.setString(3, address.key().id());
    statement.executeUpdate();
  }
}
