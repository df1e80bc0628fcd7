package dev.larder.store;

import dev.larder.model.Validity;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tags of a namespace that were invalidated: this is how any number of objects is reached at
 * once. Whoever looks at an entry applies them, as it does its kind's {@link Invalidations}; a
 * sweep writes their effect into the rows, and a while after that a mark is dropped.
 *
 * <p>Immutable; not to be changed through the map that it was made of.
 *
 * @param marks by tag
 * @param floor the highest revision of a mark that was dropped: of what began at a lower one nobody
 *     can tell any more whether its tags were invalidated since
 */
public record TagMarks(Map<String, TagMark> marks, long floor) {
  /** The most marks of one namespace. */
  public static final int MOST = 10_000;

  /** Of a namespace in which no tag was ever invalidated. */
  public static final TagMarks NONE = new TagMarks(Map.of(), 0);

  public TagMarks {
    marks = Collections.unmodifiableMap(marks);
  }

  /** What is known of a tag; nothing, if it was never invalidated. */
  public TagMark of(String tag) {
    return marks.getOrDefault(tag, TagMark.NONE);
  }

  /** The validity, of an entry of that revision and with those tags, as the marks leave it. */
  public Validity apply(Validity validity, long revision, List<String> tags) {
    if (tags.isEmpty() || marks.isEmpty()) {
      return validity;
    }
    Validity applied = validity;
    for (String tag : tags) {
      TagMark mark = marks.get(tag);
      if (mark != null) {
        applied = mark.apply(applied, revision);
      }
    }
    return applied;
  }

  /**
   * True when what began at that revision of the namespace, and carries these tags, may have been
   * overtaken by an invalidation of one of them.
   */
  public boolean invalidatedSince(List<String> tags, long baseRevision) {
    return !tags.isEmpty()
        && (floor > baseRevision
            || tags.stream().anyMatch(tag -> of(tag).revision() > baseRevision));
  }

  /** True when one of these tags is known to have been ended after that revision. */
  public boolean endedSince(List<String> tags, long revision) {
    return tags.stream().anyMatch(tag -> of(tag).endedSince(revision));
  }

  /**
   * From when on what was there at that revision, and carries these tags, is stale. {@link
   * Instant#MIN}: nobody can tell; {@link Instant#MAX}: it was not made stale since.
   */
  public Instant staleFrom(List<String> tags, long revision) {
    return floor > revision && !tags.isEmpty()
        ? Instant.MIN
        : tags.stream()
            .map(tag -> of(tag).staleFrom(revision))
            .min(Comparator.naturalOrder())
            .orElse(Instant.MAX);
  }

  /** With these marks instead of, or beside, those that it has. */
  public TagMarks with(Map<String, TagMark> changed) {
    Map<String, TagMark> all = new HashMap<>(marks);
    all.putAll(changed);
    return new TagMarks(all, floor);
  }

  /** Without these marks, which raises the floor. */
  public TagMarks without(Collection<String> tags) {
    Map<String, TagMark> left = new HashMap<>(marks);
    long highest = floor;
    for (String tag : tags) {
      TagMark dropped = left.remove(tag);
      highest = Math.max(highest, dropped == null ? 0 : dropped.revision());
    }
    return new TagMarks(left, highest);
  }

  /**
   * The tags that have to be dropped so that there is room for others, the oldest first; fewer than
   * it takes where too few are swept.
   *
   * @param wanted all to be marked, those that are marked already too; they are not dropped
   */
  public List<String> inTheWayOf(Set<String> wanted) {
    long more = wanted.stream().filter(tag -> !marks.containsKey(tag)).count();
    long excess = excess(more);
    if (excess == 0) {
      return List.of();
    }
    return marks.entrySet().stream()
        .filter(mark -> mark.getValue().isSwept() && !wanted.contains(mark.getKey()))
        .sorted(Comparator.comparingLong(mark -> mark.getValue().revision()))
        .limit(excess)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** By how many there would be too many with so many more. */
  private long excess(long more) {
    return Math.max(0, marks.size() + more - MOST);
  }
}
