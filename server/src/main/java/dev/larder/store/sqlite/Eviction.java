package dev.larder.store.sqlite;

import dev.larder.model.NamespaceLimits;
import dev.larder.store.Commit;
import dev.larder.store.CommitListener;
import dev.larder.store.NamespaceState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Makes room in namespaces that are over a limit: it listens to the commits for those that have
 * come to be, and evicts in slices until they hold a little less than they may.
 *
 * <p><b>How the victims are found.</b> Exact LRU would need an index by access time, rewritten with
 * every read. Like Redis, this takes the oldest of a sample instead. But where Redis draws its
 * sample from a hash table, which is random by nature, here the rows of a namespace can only be
 * walked in the order of their ids, and neighbours are often of an age. So:
 *
 * <ul>
 *   <li>A cursor walks the namespace's rows round and round, a run of a few dozen at a time (see
 *       {@link EvictionCursor}).
 *   <li>The times that it passes are thrown into a reservoir that holds some of them from about the
 *       last half round (see {@link TimeSample}). What is among its oldest eighth is old by the
 *       standard of the whole namespace and not only of its neighbours.
 *   <li>Such rows are evicted, the oldest of a run first. When a thousand rows have been passed
 *       without one, the oldest of that thousand go.
 * </ul>
 *
 * <p>A namespace that fits into one run is thus kept by exact LRU. In its first round it knows only
 * what it has passed. Memory is bounded: a few kilobytes for each namespace that has been over its
 * limit.
 *
 * <p>A slice evicts for as long as its time lasts, but at least as many entries as have been put
 * since the last one, so that it always keeps up with the writers.
 *
 * <p>Used by the writer thread alone.
 */
final class Eviction implements MaintenanceSlice.InTransaction, CommitListener {
  /** Without work; a commit that makes work wakes it. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final CommittedState committed;
  private final RandomGenerator random;

  /**
   * By namespace, also while it is not over a limit: what was learned of it is of use the next
   * time.
   */
  private final Map<String, NamespaceEviction> known = new HashMap<>();

  private final Set<String> overLimit = new HashSet<>();

  Eviction(CommittedState committed, RandomGenerator random) {
    this.committed = committed;
    this.random = random;
    committed.catalogue().namespaces().values().forEach(this::look);
  }

  @Override
  public void committed(Commit commit) {
    for (String name : commit.revisions().keySet()) {
      NamespaceState namespace = commit.catalogue().namespace(name);
      if (namespace == null) {
        known.remove(name);
        overLimit.remove(name);
      } else {
        look(namespace);
      }
    }
    for (Commit.Change change : commit.changes()) {
      if (change.entry() != null && overLimit.contains(change.address().key().namespace())) {
        of(change.address().key().namespace()).owe();
      }
    }
  }

  private void look(NamespaceState namespace) {
    NamespaceAccount account = committed.account(namespace.name());
    if (account != null && isOver(namespace.limits(), account)) {
      overLimit.add(namespace.name());
    }
  }

  private static boolean isOver(NamespaceLimits limits, NamespaceAccount account) {
    return limits.eviction() != NamespaceLimits.Eviction.REJECT
        && limits.exceededBy(account.bytes(), account.objects());
  }

  private NamespaceEviction of(String namespace) {
    return known.computeIfAbsent(namespace, name -> new NamespaceEviction(name, random));
  }

  @Override
  public String name() {
    return "eviction";
  }

  /**
   * While a namespace is over a limit, writes and eviction take turns: else a flood of puts would
   * leave the limit ever further behind.
   */
  @Override
  public boolean isUrgent() {
    return !overLimit.isEmpty();
  }

  @Override
  public Duration run(WriteTransaction transaction, SliceBudget time) throws SQLException {
    Iterator<String> each = overLimit.iterator();
    while (each.hasNext()) {
      if (of(each.next()).makeRoom(transaction, time)) {
        each.remove();
      }
    }
    return isUrgent() ? Duration.ZERO : IDLE;
  }
}
