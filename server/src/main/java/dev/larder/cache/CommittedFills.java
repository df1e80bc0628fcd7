package dev.larder.cache;

import dev.larder.cache.Follower.Turn;
import dev.larder.cache.ReadCounters.KindName;
import dev.larder.model.ObjectKey;
import dev.larder.store.Catalogue;
import dev.larder.store.ChangeType;
import dev.larder.store.Commit;
import dev.larder.store.CommitListener;
import dev.larder.store.KindState;
import dev.larder.store.StoredCollection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tells the coordinator what a commit means for its fills: that a leader's own write has landed,
 * that somebody else has written, or that what was newer than what a leader is fetching is gone.
 *
 * <p>Called by the writer thread; takes the coordinator's lock.
 */
final class CommittedFills implements CommitListener {
  private final FillCoordinator coordinator;
  private final Supersessions supersessions;
  private final FillTable fills;
  private final Withdrawals withdrawals;

  CommittedFills(
      FillCoordinator coordinator,
      Supersessions supersessions,
      FillTable fills,
      Withdrawals withdrawals) {
    this.coordinator = coordinator;
    this.supersessions = supersessions;
    this.fills = fills;
    this.withdrawals = withdrawals;
  }

  @Override
  public void committed(Commit commit) {
    if (!fills.isEmpty()) {
      synchronized (coordinator) {
        tell(commit);
      }
    }
  }

  private void tell(Commit commit) {
    if (!commit.overhauled().isEmpty()) {
      overhauled(commit);
    }
    Map<KindName, Long> oldest = new HashMap<>();
    for (Commit.Change change : commit.changes()) {
      written(change);
      if (change.lost() != null) {
        lost(change, change.lost(), commit.catalogue(), oldest);
      }
    }
    commit.collections().forEach(this::written);
    withdrawn(commit);
  }

  /**
   * So much has changed that it is not told entry by entry: any object of these kinds may have. A
   * leader whose own write was among it has written. Collections are told all the same.
   */
  private void overhauled(Commit commit) {
    for (Fill own : fills.landing()) {
      if (isOverhauled(own.key, commit)) {
        coordinator.completed(own, new Turn.Again());
      }
    }
    fills.held(fill -> isOverhauled(fill.key, commit)).forEach(coordinator::supersede);
  }

  private static boolean isOverhauled(FillKey key, Commit commit) {
    return key instanceof FillKey.OfObject && isOf(key, commit.overhauled(), commit.catalogue());
  }

  private static boolean isOf(FillKey key, Set<Long> generations, Catalogue catalogue) {
    KindState kind = catalogue.kind(key.namespace(), key.kind());
    return kind != null && generations.contains(kind.generation());
  }

  private void written(Commit.Change change) {
    if (change.entry() == null || !isWritten(change.type())) {
      return;
    }
    FillKey key = FillKey.ofObject(change.entry().key());
    Fill own = fills.landing(key);
    if (own != null) {
      own.landing.forEach(claim -> claim.landed(change.entry()));
      coordinator.completed(own, new Turn.Landed(change.entry()));
    } else if (change.type() == ChangeType.PUT) {
      coordinator.putBySomebodyElse(key, change.entry().validity());
    }
  }

  private static boolean isWritten(ChangeType type) {
    return type == ChangeType.PUT || type == ChangeType.REFRESHED;
  }

  private void written(StoredCollection collection) {
    FillKey key = FillKey.ofCollection(collection.ref());
    Fill own = fills.landing(key);
    if (own != null) {
      coordinator.completed(own, new Turn.Committed(LandedSet.of(collection, own.landingAfter)));
    } else {
      coordinator.putBySomebodyElse(key, collection.validity());
    }
  }

  /**
   * Where it was newer than what a leader of a collection is fetching, no row tells any more that
   * it was there.
   *
   * @param oldest by kind, where the first of the fills of collections began
   */
  private void lost(
      Commit.Change change, Commit.Lost lost, Catalogue catalogue, Map<KindName, Long> oldest) {
    ObjectKey key = change.address().key();
    KindState kind = catalogue.kind(key.namespace(), key.kind());
    long since =
        oldest.computeIfAbsent(
            new KindName(key.namespace(), key.kind()), withdrawals::oldestBeginning);
    if (kind != null
        && (lost.revision() > since || kind.tagMarks().invalidatedSince(lost.tags(), since))) {
      withdrawals.add(key).forEach(coordinator::supersede);
    }
  }

  /** After all that was written: a leader's write that came before it in the commit has landed. */
  private void withdrawn(Commit commit) {
    commit.withdrawn().entries().forEach(entry -> supersessions.withdraw(entry.key()));
    Set<Long> generations = commit.withdrawn().generations();
    if (!generations.isEmpty()) {
      fills
          .held(fill -> isOf(fill.key, generations, commit.catalogue()))
          .forEach(coordinator::supersede);
    }
  }
}
