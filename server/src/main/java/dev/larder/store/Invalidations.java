package dev.larder.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The soft invalidations of a whole kind. An entry is stale from the earliest of those whose
 * revision is not before its own.
 *
 * <p>At most {@link #MOST} are kept. Beyond that two neighbours become one that has the later
 * revision and the earlier time: nothing comes back to life, but what was put between the two
 * counts as stale since before it was put. The two are chosen so that how long something has been
 * stale is overstated by the smallest share; the latest invalidation is always exact.
 *
 * @param ascending by revision and by time; no two share either
 */
public record Invalidations(List<Invalidation> ascending) {
  /** The most that are kept. */
  public static final int MOST = 64;

  /** Of a kind that was never invalidated. */
  public static final Invalidations NONE = new Invalidations(List.of());

  public Invalidations {
    ascending = List.copyOf(ascending);
  }

  /**
   * With one more, whose revision is the latest. After the clock was set back its time may be
   * before earlier ones: those say nothing then that it does not.
   */
  public Invalidations plus(Invalidation next) {
    List<Invalidation> kept = new ArrayList<>(ascending);
    kept.removeIf(earlier -> !earlier.time().isBefore(next.time()));
    kept.add(next);
    if (kept.size() > MOST) {
      mergeWithNext(kept, closest(kept));
    }
    return new Invalidations(kept);
  }

  private static void mergeWithNext(List<Invalidation> kept, int index) {
    Invalidation earlier = kept.get(index);
    Invalidation later = kept.remove(index + 1);
    kept.set(index, new Invalidation(later.revision(), earlier.time()));
  }

  /** Which one lies closest to the next, measured by its own age. */
  private static int closest(List<Invalidation> kept) {
    Instant now = kept.get(kept.size() - 1).time();
    int closest = 0;
    double smallestShare = Double.MAX_VALUE;
    for (int i = 0; i + 1 < kept.size(); i++) {
      Instant time = kept.get(i).time();
      double share = seconds(time, kept.get(i + 1).time()) / seconds(time, now);
      if (share < smallestShare) {
        smallestShare = share;
        closest = i;
      }
    }
    return closest;
  }

  private static double seconds(Instant from, Instant to) {
    Duration duration = Duration.between(from, to);
    return duration.getSeconds() + duration.getNano() / 1e9;
  }

  /** Since when an entry of that revision is stale; null: no invalidation came after it. */
  public @Nullable Instant staleFrom(long revision) {
    int low = 0;
    int high = ascending.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending.get(middle).revision() < revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == ascending.size() ? null : ascending.get(low).time();
  }
}
