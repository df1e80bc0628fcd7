package dev.larder.cache;

import dev.larder.model.ObjectKey;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * What deletes, invalidations and clears mean for the fills that have begun. But for tags, to be
 * called before what supersedes them is handed to the store: then no leader's write that is done
 * after it is accepted.
 *
 * <p>Thread-safe: under the coordinator's lock.
 */
final class Supersessions {
  private final FillCoordinator coordinator;
  private final FillTable fills;
  private final Withdrawals withdrawals;

  Supersessions(FillCoordinator coordinator, FillTable fills, Withdrawals withdrawals) {
    this.coordinator = coordinator;
    this.fills = fills;
    this.withdrawals = withdrawals;
  }

  /** Keeps all fills of these keys from being completed. */
  void supersede(Predicate<FillKey> superseded) {
    synchronized (coordinator) {
      fills.held(fill -> superseded.test(fill.key)).forEach(coordinator::supersede);
    }
  }

  /**
   * The same for all whose stored object carries one of these tags and that began before the tag
   * was invalidated; to be called after that. What a leader's own value carries is asked for when
   * it is written.
   */
  void supersedeTags(String namespace, List<String> tags, long revision) {
    synchronized (coordinator) {
      fills
          .held(
              fill ->
                  fill.since < revision
                      && fill.key.isOf(namespace, null)
                      && !Collections.disjoint(fill.tags, tags))
          .forEach(coordinator::supersede);
    }
  }

  /**
   * The same for one object that is to be deleted or invalidated. Fills of collections go on: what
   * they bring of it is refused, unless something newer is stored by then.
   */
  void withdraw(ObjectKey key) {
    synchronized (coordinator) {
      Fill fill = fills.held(FillKey.ofObject(key));
      if (fill != null) {
        coordinator.supersede(fill);
      }
      withdrawals.add(key).forEach(coordinator::supersede);
    }
  }
}
