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
 * @param collections the collections that were replaced, in commit order, each as it was then
 * @param withdrawn what was invalidated together with its collection
 */
public record Commit(
    Catalogue catalogue,
    List<Change> changes,
    Map<String, Long> revisions,
    Set<Long> overhauled,
    List<StoredCollection> collections,
    Withdrawn withdrawn) {
  /** One whose changes are all told, and that replaced and invalidated no collection. */
  public Commit(Catalogue catalogue, List<Change> changes, Map<String, Long> revisions) {
    this(catalogue, changes, revisions, Set.of(), List.of(), Withdrawn.NONE);
  }

  /**
   * One entry's new state.
   *
   * @param address the entry
   * @param type what was done to it
   * @param entry what is stored now. Null when it was removed, or when its row was rewritten to say
   *     what its invalidated tags had made of it before: nobody can see a difference then and its
   *     revision stays, but copies of the row as it was are to be forgotten, and running reads are
   *     not to be joined any more
   * @param lost what was removed though nobody had asked for it; null: nothing
   */
  public record Change(
      EntryAddress address, ChangeType type, @Nullable Entry entry, @Nullable Lost lost) {
    /** A change that somebody asked for. */
    public Change(EntryAddress address, ChangeType type, @Nullable Entry entry) {
      this(address, type, entry, null);
    }
  }

  /** An entry that has expired, or was evicted: how new it was, and what it carried. */
  public record Lost(long revision, List<String> tags) {}

  /**
   * Entries that were invalidated together with their collection, whether they are stored or not.
   *
   * @param entries each of them
   * @param generations of which there were so many that any entry may be among them
   */
  public record Withdrawn(Set<EntryAddress> entries, Set<Long> generations) {
    /** No collection was invalidated. */
    public static final Withdrawn NONE = new Withdrawn(Set.of(), Set.of());
  }
}
