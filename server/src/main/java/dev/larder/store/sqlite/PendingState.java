package dev.larder.store.sqlite;

import dev.larder.model.Entry;
import dev.larder.store.Commit;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import dev.larder.store.StoredCollection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Namespaces, kinds and counters as a transaction has them: the committed state with what was
 * changed since laid over it. Thrown away on rollback, which is why nothing else in memory may know
 * of a change before its commit.
 */
final class PendingState {
  /** More than a group of writes holds, and little enough to be held once more. */
  private static final long MOST_CHANGED_BYTES = 16L << 20;

  private static final long FLAT_CHANGE_BYTES = 128;

  private final CommittedState committed;

  /** Empty where something was deleted, here and below. */
  private final Map<String, Optional<NamespaceState>> namespaces;

  private final Map<String, Optional<NamespaceAccount>> accounts;
  private final Map<Long, Optional<KindFigures>> figures;
  private final List<Commit.Change> changes;
  private final Set<Long> overhauled;
  private final List<StoredCollection> collections;
  private final WithdrawnEntries withdrawn;
  private long changedBytes;

  PendingState(CommittedState committed) {
    this(
        committed,
        new HashMap<>(),
        new HashMap<>(),
        new HashMap<>(),
        new ArrayList<>(),
        new HashSet<>(),
        new ArrayList<>(),
        new WithdrawnEntries());
  }

  private PendingState(
      CommittedState committed,
      Map<String, Optional<NamespaceState>> namespaces,
      Map<String, Optional<NamespaceAccount>> accounts,
      Map<Long, Optional<KindFigures>> figures,
      List<Commit.Change> changes,
      Set<Long> overhauled,
      List<StoredCollection> collections,
      WithdrawnEntries withdrawn) {
    this.committed = committed;
    this.namespaces = namespaces;
    this.accounts = accounts;
    this.figures = figures;
    this.changes = changes;
    this.overhauled = overhauled;
    this.collections = collections;
    this.withdrawn = withdrawn;
  }

  /** A copy to come back to. */
  PendingState copy() {
    PendingState copy =
        new PendingState(
            committed,
            new HashMap<>(namespaces),
            new HashMap<>(accounts),
            new HashMap<>(figures),
            new ArrayList<>(changes),
            new HashSet<>(overhauled),
            new ArrayList<>(collections),
            withdrawn.copy());
    copy.changedBytes = changedBytes;
    return copy;
  }

  /** Null when it does not exist. */
  @Nullable NamespaceState namespace(String name) {
    Optional<NamespaceState> edited = namespaces.get(name);
    return edited == null ? committed.catalogue().namespace(name) : edited.orElse(null);
  }

  /** Null when it does not exist. */
  @Nullable KindState kind(String namespace, String kind) {
    NamespaceState state = namespace(namespace);
    return state == null ? null : state.kinds().get(kind);
  }

  /** Every namespace, by name. */
  SortedMap<String, NamespaceState> allNamespaces() {
    SortedMap<String, NamespaceState> all = new TreeMap<>(committed.catalogue().namespaces());
    namespaces.forEach((name, edited) -> CommittedState.put(all, name, edited));
    return all;
  }

  /** Of a namespace that exists. */
  NamespaceAccount account(String namespace) {
    Optional<NamespaceAccount> changed = accounts.get(namespace);
    return Objects.requireNonNull(
        changed == null ? committed.account(namespace) : changed.orElse(null));
  }

  /** Of a generation; null when it is not the present one of any kind. */
  @Nullable KindFigures figures(long generation) {
    Optional<KindFigures> changed = figures.get(generation);
    return changed == null ? committed.figures(generation) : changed.orElse(null);
  }

  void put(NamespaceState state) {
    namespaces.put(state.name(), Optional.of(state));
  }

  void put(String namespace, String kind, KindState state) {
    put(Objects.requireNonNull(namespace(namespace)).withKind(kind, state));
  }

  void put(String namespace, NamespaceAccount account) {
    accounts.put(namespace, Optional.of(account));
  }

  void put(long generation, KindFigures kind) {
    figures.put(generation, Optional.of(kind));
  }

  void removeNamespace(String name) {
    namespaces.put(name, Optional.empty());
    accounts.put(name, Optional.empty());
  }

  /**
   * Forgets a generation and what it held; the kind itself is to be put or removed by the caller.
   */
  KindFigures removeGeneration(long generation) {
    KindFigures held = Objects.requireNonNull(figures(generation));
    figures.put(generation, Optional.empty());
    put(
        held.namespace(),
        account(held.namespace()).plus(-held.rows().objects(), -held.rows().bytes()));
    return held;
  }

  /**
   * Counts more rows, bytes and seconds of fetch time (less where negative), and whatever else is
   * to be counted.
   */
  void count(
      long generation, long objects, long bytes, long seconds, UnaryOperator<KindFigures> and) {
    KindFigures held = Objects.requireNonNull(figures(generation));
    put(generation, and.apply(held.plus(objects, bytes, seconds)));
    put(held.namespace(), account(held.namespace()).plus(objects, bytes));
  }

  /** Counts more current collections and ids in them; less where negative. */
  void countCollections(long generation, long collections, long members) {
    KindFigures held = Objects.requireNonNull(figures(generation));
    put(generation, held.plusCollections(collections, members));
  }

  /** To be told to the listeners; one by one for as long as that is not too much to hold. */
  void add(Commit.Change change) {
    Entry entry = change.entry();
    changedBytes += entry == null ? FLAT_CHANGE_BYTES : entry.weight();
    if (overhauled.isEmpty() && changedBytes <= MOST_CHANGED_BYTES) {
      changes.add(change);
    } else {
      changes.forEach(earlier -> overhauled.add(earlier.address().generation()));
      changes.clear();
      overhauled.add(change.address().generation());
    }
  }

  /** To be told to the listeners: it was replaced. */
  void add(StoredCollection collection) {
    collections.add(collection);
  }

  /** See {@link Commit}. */
  Set<Long> overhauled() {
    return overhauled;
  }

  /** See {@link Commit}. */
  List<StoredCollection> collections() {
    return collections;
  }

  /** See {@link Commit}. */
  WithdrawnEntries withdrawn() {
    return withdrawn;
  }

  List<Commit.Change> changes() {
    return changes;
  }

  Map<String, Optional<NamespaceState>> changedNamespaces() {
    return namespaces;
  }

  Map<String, Optional<NamespaceAccount>> changedAccounts() {
    return accounts;
  }

  Map<Long, Optional<KindFigures>> changedFigures() {
    return figures;
  }

  boolean isEmpty() {
    return namespaces.isEmpty()
        && accounts.isEmpty()
        && figures.isEmpty()
        && changes.isEmpty()
        && overhauled.isEmpty();
  }
}
