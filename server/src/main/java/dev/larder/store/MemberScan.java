package dev.larder.store;

import dev.larder.model.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads members of one commit of a collection, in the order of the bytes of their ids, a page at a
 * time. That commit need not be the current one: it stays readable for {@link
 * WriteCommand.ReplaceCollection#GRACE} after it was replaced.
 *
 * @param address the collection
 * @param setId the commit; see {@link StoredCollection}
 * @param afterId only ids after this one; null: from the first
 * @param limit the most members looked at, 1 to 1000; the page may be shorter where its bytes are
 *     bounded
 * @param payloads false: the entries come with empty payloads, for whoever only asks how they are
 */
public record MemberScan(
    CollectionAddress address, long setId, @Nullable String afterId, int limit, boolean payloads) {

  /**
   * What was found, in one snapshot.
   *
   * @param collection that commit, as it is now
   * @param entries of the members, in the order of their ids: tombstones and what is gone but not
   *     yet swept too; invalidations of the kind have not been applied
   * @param missing where there ought to be entries and are none
   * @param nextAfterId the {@code afterId} of the next page; null when there is none
   */
  public record Page(
      StoredCollection collection,
      List<Entry> entries,
      List<EntryAddress> missing,
      @Nullable String nextAfterId) {}
}
