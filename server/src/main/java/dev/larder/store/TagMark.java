package dev.larder.store;

import dev.larder.model.Validity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The invalidations of one tag. One of them reaches an entry that carries the tag when the entry's
 * revision is not later, or when the entry was fetched strictly before it: what was put after an
 * invalidation, but computed before it, counts as if it had been there.
 *
 * <p>A soft one makes stale from its time on, the earliest one that reaches the entry; a hard one
 * ends it. At most {@link #MOST_SOFT} soft ones are kept apart. Beyond that the oldest two become
 * one that reaches whatever either did, from the earlier time on: nothing comes back to life, but
 * what was put between the two, and has not been swept since, counts as stale since it was fetched.
 * The sweep writes the exact time into the rows that it comes by, so that this is seldom seen.
 *
 * @param soft ascending by revision and by time
 * @param hard the last hard one; null when there was none
 * @param sweptRevision up to which its effect is in the rows; 0 before the first sweep is done
 */
public record TagMark(List<Soft> soft, @Nullable Invalidation hard, long sweptRevision) {
  /** The most soft invalidations that are told apart. */
  public static final int MOST_SOFT = 8;

  /** Of a tag that was never invalidated. */
  static final TagMark NONE = new TagMark(List.of(), null, 0);

  /**
   * One soft invalidation, or several that have become one.
   *
   * @param revision of the last
   * @param from the time of the first: what is reached is stale from then on
   * @param until the time of the last: what was fetched before is reached
   */
  public record Soft(long revision, Instant from, Instant until) {
    private Soft and(Soft later) {
      return new Soft(later.revision, earlierOf(from, later.from), laterOf(until, later.until));
    }
  }

  public TagMark {
    soft = List.copyOf(soft);
    if (soft.size() > MOST_SOFT) {
      throw new IllegalArgumentException("too many invalidations of one tag");
    }
  }

  /** With one more, whose revision is the latest. */
  public TagMark plus(Invalidation next, boolean isHard) {
    return isHard
        ? new TagMark(soft, plusHard(next), sweptRevision)
        : new TagMark(plusSoft(next), hard, sweptRevision);
  }

  private Invalidation plusHard(Invalidation next) {
    return hard == null
        ? next
        : new Invalidation(next.revision(), laterOf(hard.time(), next.time()));
  }

  /** After the clock was set back it takes those in whose time is not before its own. */
  private List<Soft> plusSoft(Invalidation next) {
    List<Soft> kept = new ArrayList<>(soft);
    Soft last = new Soft(next.revision(), next.time(), next.time());
    while (!kept.isEmpty() && !kept.get(kept.size() - 1).until().isBefore(next.time())) {
      last = kept.remove(kept.size() - 1).and(last);
    }
    kept.add(last);
    if (kept.size() > MOST_SOFT) {
      kept.set(0, kept.get(0).and(kept.remove(1)));
    }
    return kept;
  }

  /** The same, swept up to a revision. */
  public TagMark swept(long revision) {
    return new TagMark(soft, hard, revision);
  }

  /** Of the last invalidation. */
  public long revision() {
    long softRevision = soft.isEmpty() ? 0 : soft.get(soft.size() - 1).revision();
    return hard == null ? softRevision : Math.max(softRevision, hard.revision());
  }

  /** When the last invalidation was. */
  public Instant time() {
    Instant softTime = soft.isEmpty() ? Instant.MIN : soft.get(soft.size() - 1).until();
    return hard == null ? softTime : laterOf(softTime, hard.time());
  }

  /** True when every row that it reached has its effect written into it. */
  public boolean isSwept() {
    return sweptRevision >= revision();
  }

  /** The validity, of an entry of that revision that carries the tag, as this mark leaves it. */
  Validity apply(Validity validity, long revision) {
    Instant fetchTime = validity.fetchTime();
    if (hard != null && reaches(hard.revision(), hard.time(), revision, fetchTime)) {
      return validity.gone();
    }
    for (Soft each : soft) {
      if (reaches(each.revision(), each.until(), revision, fetchTime)) {
        return validity.staleFrom(laterOf(each.from(), fetchTime));
      }
    }
    return validity;
  }

  /** True when what was there at that revision was ended since. */
  boolean endedSince(long revision) {
    return hard != null && hard.revision() > revision;
  }

  /**
   * From when on what was there at that revision, and has not been ended, is stale; {@link
   * Instant#MAX}: it was not made stale since.
   */
  Instant staleFrom(long revision) {
    return soft.stream()
        .filter(each -> each.revision() > revision)
        .findFirst()
        .map(Soft::from)
        .orElse(Instant.MAX);
  }

  private static boolean reaches(
      long markRevision, Instant markTime, long revision, Instant fetchTime) {
    return revision <= markRevision || fetchTime.isBefore(markTime);
  }

  private static Instant laterOf(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlierOf(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
