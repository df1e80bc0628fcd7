package dev.larder.store.sqlite;

import dev.larder.store.Catalogue;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import dev.larder.store.StoreStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the last commit left of namespaces, kinds and counters, in memory. Changed by the writer
 * thread alone, after a commit; read by anyone.
 */
final class CommittedState {
  private final Map<String, NamespaceAccount> accounts = new ConcurrentHashMap<>();
  private final Map<Long, KindFigures> figures = new ConcurrentHashMap<>();
  private final SnapshotWithdrawals withdrawals = new SnapshotWithdrawals();
  private volatile Catalogue catalogue;

  CommittedState(
      Catalogue catalogue, Map<String, NamespaceAccount> accounts, Map<Long, KindFigures> figures) {
    this.catalogue = catalogue;
    this.accounts.putAll(accounts);
    this.figures.putAll(figures);
  }

  Catalogue catalogue() {
    return catalogue;
  }

  @Nullable NamespaceAccount account(String namespace) {
    return accounts.get(namespace);
  }

  /** Of a generation; null when it is not the present one of any kind. */
  @Nullable KindFigures figures(long generation) {
    return figures.get(generation);
  }

  /** The writer thread's, in the middle of a transaction too. */
  SnapshotWithdrawals withdrawals() {
    return withdrawals;
  }

  Map<String, Long> revisions() {
    Map<String, Long> revisions = new HashMap<>();
    accounts.forEach((name, account) -> revisions.put(name, account.revision()));
    return Map.copyOf(revisions);
  }

  /** The figures of every kind, by namespace and kind. */
  List<StoreStatistics.Kind> statistics() {
    List<StoreStatistics.Kind> all = new ArrayList<>();
    for (NamespaceState namespace : catalogue.namespaces().values()) {
      for (Map.Entry<String, KindState> kind : namespace.kinds().entrySet()) {
        KindFigures none = KindFigures.none(namespace.name(), kind.getKey());
        all.add(figures.getOrDefault(kind.getValue().generation(), none).statistics());
      }
    }
    return all;
  }

  /** Makes what a committed transaction changed the state of all. */
  void accept(PendingState pending) {
    pending.changedAccounts().forEach((name, account) -> put(accounts, name, account));
    pending.changedFigures().forEach((generation, kind) -> put(figures, generation, kind));
    if (!pending.changedNamespaces().isEmpty()) {
      catalogue = new Catalogue(catalogue.epoch(), pending.allNamespaces());
    }
  }

  /** Puts what is there, removes what is not. */
  static <K, V> void put(Map<K, V> map, K key, Optional<V> value) {
    value.ifPresentOrElse(present -> map.put(key, present), () -> map.remove(key));
  }
}
