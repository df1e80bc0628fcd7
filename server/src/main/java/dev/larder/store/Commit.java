package dev.larder.store;

import dev.larder.model.Entry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a committed transaction changed.
 *
 * @param catalogue in force from now on; the same instance as before when no namespace or kind
 *     changed
 * @param changes the entries that changed, in commit order
 * @param revisions the new revision of every namespace that changed
 * @param overhauled generations of which so much changed that it is not told entry by entry: any
 *     entry of them may have. No changes are told beside it
 */
public record Commit(
    Catalogue catalogue, List<Change> changes, Map<String, Long> revisions, Set<Long> overhauled) {
  /** One whose changes are all told. */
  public Commit(Catalogue catalogue, List<Change> changes, Map<String, Long> revisions) {
    this(catalogue, changes, revisions, Set.of());
  }

  /**
   * One entry's new state.
   *
   * @param address the entry
   * @param entry what is stored now; null when it was removed
   */
  public record Change(EntryAddress address, @Nullable Entry entry) {}
}
