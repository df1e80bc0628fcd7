package dev.larder.store.sqlite;

import dev.larder.store.Commit;
import dev.larder.store.EntryAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Entries that a transaction takes back together with their collection, whether they are stored or
 * not: of those that are not, no row tells that whoever is fetching them began too early.
 *
 * <p>Used by the writer thread.
 */
final class WithdrawnEntries {
  /** More than that are not told one by one. */
  static final int MOST = 10_000;

  private final Set<EntryAddress> entries = new HashSet<>();
  private final Set<Long> generations = new HashSet<>();

  void add(EntryAddress entry) {
    if (generations.contains(entry.generation())) {
      return;
    }
    entries.add(entry);
    if (entries.size() > MOST) {
      entries.forEach(each -> generations.add(each.generation()));
      entries.clear();
    }
  }

  boolean contains(EntryAddress entry) {
    return generations.contains(entry.generation()) || entries.contains(entry);
  }

  WithdrawnEntries copy() {
    WithdrawnEntries copy = new WithdrawnEntries();
    copy.entries.addAll(entries);
    copy.generations.addAll(generations);
    return copy;
  }

  /** For the listeners. */
  Commit.Withdrawn told() {
    return new Commit.Withdrawn(Set.copyOf(entries), Set.copyOf(generations));
  }
}
