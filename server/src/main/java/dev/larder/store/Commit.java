package dev.larder.store;

import dev.larder.model.Entry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a committed transaction changed.
 *
 * @param catalogue in force from now on; the same instance as before when no namespace or kind
 *     changed
 * @param changes the entries that changed, in commit order
 * @param revisions the new revision of every namespace that changed
 */
public record Commit(Catalogue catalogue, List<Change> changes, Map<String, Long> revisions) {
  /**
   * One entry's new state.
   *
   * @param address the entry
   * @param type what was done to it
   * @param entry what is stored now. Null when it was removed, or when its row was rewritten to say
   *     what its invalidated tags had made of it before: nobody can see a difference then and its
   *     revision stays, but copies of the row as it was are to be forgotten, and running reads are
   *     not to be joined any more
   */
  public record Change(EntryAddress address, ChangeType type, @Nullable Entry entry) {}
}
