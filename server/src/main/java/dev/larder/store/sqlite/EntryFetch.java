package dev.larder.store.sqlite;

import dev.larder.model.Entry;
import dev.larder.store.EntryAddress;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
  private final Map<EntryAddress, Slot> slots = new HashMap<>();

  /**
   * An address and what was read there.
   *
   * <p>{@code wanted}: by the statement that is being made up, which shall name it once.
   */
  private static final class Slot {
    private final EntryAddress address;
    private boolean wanted;
    private boolean read;
    private @Nullable Entry entry;

    Slot(EntryAddress address) {
      this.address = address;
    }
  }

  EntryFetch(ObjectDao objects) {
    this.objects = objects;
  }

  /** Forgets everything: what was read is of another snapshot than what comes next. */
  void forget() {
    slots.clear();
  }

  /** The entry at this address; reads it if it must, and those after it, which come next, too. */
  Optional<Entry> get(List<EntryAddress> addresses, int position) throws SQLException {
    Slot slot = slot(addresses.get(position));
    if (!slot.read) {
      fetch(addresses.subList(position, Math.min(addresses.size(), position + ADDRESSES)));
    }
    if (!slot.read) {
      throw new IllegalStateException("the first of what was to be read was not");
    }
    return Optional.ofNullable(slot.entry);
  }

  private Slot slot(EntryAddress address) {
    return slots.computeIfAbsent(address, Slot::new);
  }

  /** Reads these ahead: the first of them in any case, the others as far as there is room. */
  void fetch(List<EntryAddress> addresses) throws SQLException {
    Map<Long, List<Slot>> generations = new LinkedHashMap<>();
    try {
      for (EntryAddress address : addresses) {
        Slot slot = slot(address);
        if (!slot.read && !slot.wanted) {
          generations.computeIfAbsent(address.generation(), key -> new ArrayList<>()).add(slot);
          slot.wanted = true;
        }
      }
      fetch(generations);
    } finally {
      generations.values().forEach(fetched -> fetched.forEach(slot -> slot.wanted = false));
    }
  }

  private void fetch(Map<Long, List<Slot>> generations) throws SQLException {
    long room = BYTES;
    for (Map.Entry<Long, List<Slot>> generation : generations.entrySet()) {
      if (room > 0) {
        room = fetch(generation.getKey(), generation.getValue(), room);
      }
    }
  }

  /** Answers how much room is left; when there is none, some may not have been read. */
  private long fetch(long generation, List<Slot> wanted, long room) throws SQLException {
    long[] left = {room};
    int[] last = {wanted.size() - 1};
    objects.read(
        generation,
        wanted.stream().map(slot -> slot.address.key()).toList(),
        (position, entry) -> {
          wanted.get(position).entry = entry;
          left[0] -= entry.weight();
          if (left[0] <= 0) {
            last[0] = position;
          }
          return left[0] > 0;
        });
    // Rows come in the order of the addresses: those passed over up to the last are not there.
    wanted.subList(0, last[0] + 1).forEach(slot -> slot.read = true);
    return left[0];
  }
}
