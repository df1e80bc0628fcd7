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

  /** Nearly every transaction has none: then nothing is made for them. */
  private Set<EntryAddress> entries = Set.of();

  private Set<Long> generations = Set.of();

  void add(EntryAddress entry) {
    if (generations.contains(entry.generation())) {
      return;
    }
    entries = entries.isEmpty() ? new HashSet<>() : entries;
    entries.add(entry);
    if (entries.size() > MOST) {
      generations = new HashSet<>(generations);
      entries.forEach(each -> generations.add(each.generation()));
      entries = Set.of();
    }
  }

  boolean contains(EntryAddress entry) {
    return generations.contains(entry.generation()) || entries.contains(entry);
  }

  WithdrawnEntries copy() {
    WithdrawnEntries copy = new WithdrawnEntries();
    copy.entries = entries.isEmpty() ? Set.of() : new HashSet<>(entries);
    copy.generations = generations;
    return copy;
  }

  /** For the listeners. */
  Commit.Withdrawn told() {
    return entries.isEmpty() && generations.isEmpty()
        ? Commit.Withdrawn.NONE
        : new Commit.Withdrawn(Set.copyOf(entries), Set.copyOf(generations));
  }
}
