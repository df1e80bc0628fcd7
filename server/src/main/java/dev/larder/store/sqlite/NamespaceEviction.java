package dev.larder.store.sqlite;

import dev.larder.model.NamespaceLimits;
import dev.larder.store.EntryAddress;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import dev.larder.store.sqlite.EvictionCursor.Passed;
import dev.larder.store.sqlite.WriteTransaction.Removal;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.random.RandomGenerator;

/** Evicts from one namespace; {@link Eviction} says how. */
final class NamespaceEviction {
  /** After so many rows without a victim the oldest of them go. */
  private static final int MOST_PASSED = 1_024;

  /** How much of a limit is freed beyond it, so that not every put makes work: one part of this. */
  private static final long ROOM_SHARE = 128;

  private static final Comparator<Passed> OLDEST_FIRST = Comparator.comparingLong(Passed::time);

  private final String name;
  private final EvictionCursor cursor = new EvictionCursor();
  private final TimeSample sample;

  /** The oldest of the rows passed since the last victim, at most a run of them. */
  private List<Passed> passed = new ArrayList<>();

  private int passedCount;

  /** Chosen, and not evicted yet, for lack of time. */
  private final Queue<Passed> victims = new ArrayDeque<>();

  /** How many entries are to be evicted whatever time it takes, because as many were put. */
  private long owed;

  NamespaceEviction(String name, RandomGenerator random) {
    this.name = name;
    this.sample = new TimeSample(random);
  }

  /** An entry was put. */
  void owe() {
    owed++;
  }

  /**
   * Evicts until there is room; false when the time was up before. It is asked after each entry,
   * for entries can be large.
   */
  boolean makeRoom(WriteTransaction transaction, SliceBudget time) throws SQLException {
    boolean any = true;
    while (any && needsRoom(transaction)) {
      if (owed <= 0 && !time.remains()) {
        return false;
      }
      Passed victim = victims.poll();
      if (victim == null) {
        any = choose(transaction);
      } else {
        evict(transaction, victim);
      }
    }
    victims.clear();
    owed = 0;
    return true;
  }

  /** Passes some rows, and may find victims among them; false when the namespace has no rows. */
  private boolean choose(WriteTransaction transaction) throws SQLException {
    NamespaceState namespace = transaction.state().namespace(name);
    List<Passed> run = namespace == null ? List.of() : cursor.next(transaction, namespace);
    if (!run.isEmpty()) {
      victims.addAll(oldest(run, transaction.state().account(name).objects()));
    }
    return !run.isEmpty();
  }

  private boolean needsRoom(WriteTransaction transaction) {
    NamespaceState namespace = transaction.state().namespace(name);
    if (namespace == null || namespace.limits().eviction() == NamespaceLimits.Eviction.REJECT) {
      return false;
    }
    NamespaceAccount account = transaction.state().account(name);
    return withRoom(namespace.limits()).exceededBy(account.bytes(), account.objects());
  }

  private static NamespaceLimits withRoom(NamespaceLimits limits) {
    return new NamespaceLimits(
        limits.maxBytes() - limits.maxBytes() / ROOM_SHARE,
        limits.maxObjects() - limits.maxObjects() / ROOM_SHARE,
        limits.eviction());
  }

  private List<Passed> oldest(List<Passed> run, long population) {
    run.forEach(row -> sample.add(row.time(), population));
    long old = sample.oldest();
    List<Passed> oldest =
        run.stream().filter(row -> row.time() <= old).sorted(OLDEST_FIRST).toList();
    if (oldest.isEmpty()) {
      return passOver(run);
    }
    forgetPassed();
    return oldest;
  }

  /** Remembers the oldest of a run without victims; answers them once they have to go. */
  private List<Passed> passOver(List<Passed> run) {
    passedCount += run.size();
    passed.addAll(run);
    passed.sort(OLDEST_FIRST);
    passed = new ArrayList<>(passed.subList(0, Math.min(passed.size(), EvictionCursor.RUN)));
    if (passedCount < MOST_PASSED) {
      return List.of();
    }
    List<Passed> oldest = passed;
    forgetPassed();
    return oldest;
  }

  private void forgetPassed() {
    passed = new ArrayList<>();
    passedCount = 0;
  }

  /**
   * Other transactions may have come since it was chosen: a clear of its kind, a put of its key.
   */
  private void evict(WriteTransaction transaction, Passed victim) throws SQLException {
    EntryAddress address = victim.address();
    KindState kind = transaction.state().kind(name, address.key().kind());
    if (kind == null || kind.generation() != address.generation()) {
      return;
    }
    EntryHead row = transaction.objects().findHead(address);
    if (row != null && row.revision() == victim.revision()) {
      owed--;
      boolean expired = row.goneAt(kind, transaction.now());
      transaction.remove(address, row, expired ? Removal.EXPIRED : Removal.EVICTED);
    }
  }
}
