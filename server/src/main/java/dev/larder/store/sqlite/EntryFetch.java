package dev.larder.store.sqlite;

import dev.larder.model.Entry;
import dev.larder.model.ObjectKey;
import dev.larder.store.EntryAddress;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The entries that one read transaction has read ahead of those who ask for them, many with one
 * statement for each kind: to begin and to end a statement takes longer than to find a row.
 *
 * <p>Used by the thread that owns the connection.
 */
final class EntryFetch {
  /** The most addresses in one statement. */
  static final int ADDRESSES = 128;

  /** Nothing more is read ahead once this much has been. */
  private static final long BYTES = 1L << 20;

  private final ObjectDao objects;
  private final Map<EntryAddress, Optional<Entry>> fetched = new HashMap<>();

  EntryFetch(ObjectDao objects) {
    this.objects = objects;
  }

  /** Forgets everything: what was read is of another snapshot than what comes next. */
  void forget() {
    fetched.clear();
  }

  /** The entry at this address; reads it if it must, and those after it, which come next, too. */
  Optional<Entry> get(List<EntryAddress> addresses, int position) throws SQLException {
    EntryAddress address = addresses.get(position);
    Optional<Entry> known = fetched.get(address);
    if (known != null) {
      return known;
    }
    fetch(addresses.subList(position, Math.min(addresses.size(), position + ADDRESSES)));
    return Objects.requireNonNull(fetched.get(address));
  }

  /** Reads these ahead: the first of them in any case, the others as far as there is room. */
  void fetch(List<EntryAddress> addresses) throws SQLException {
    Map<Long, Set<EntryAddress>> generations = new LinkedHashMap<>();
    for (EntryAddress address : addresses) {
      if (!fetched.containsKey(address)) {
        generations
            .computeIfAbsent(address.generation(), key -> new LinkedHashSet<>())
            .add(address);
      }
    }
    long room = BYTES;
    for (Map.Entry<Long, Set<EntryAddress>> generation : generations.entrySet()) {
      if (room > 0) {
        room = fetch(generation.getKey(), List.copyOf(generation.getValue()), room);
      }
    }
  }

  /** Answers how much room is left; when there is none, some may not have been read. */
  private long fetch(long generation, List<EntryAddress> addresses, long room) throws SQLException {
    List<ObjectKey> keys = addresses.stream().map(EntryAddress::key).toList();
    long[] left = {room};
    int[] last = {addresses.size() - 1};
    objects.read(
        generation,
        keys,
        (position, entry) -> {
          fetched.put(addresses.get(position), Optional.of(entry));
          left[0] -= entry.weight();
          if (left[0] <= 0) {
            last[0] = position;
          }
          return left[0] > 0;
        });
    // Rows come in the order of the addresses: those passed over up to the last are not there.
    for (EntryAddress address : addresses.subList(0, last[0] + 1)) {
      fetched.putIfAbsent(address, Optional.empty());
    }
    return left[0];
  }
}
