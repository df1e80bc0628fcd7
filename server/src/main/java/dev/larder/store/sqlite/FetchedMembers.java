package dev.larder.store.sqlite;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.store.KindState;
import dev.larder.store.WriteClaim;
import dev.larder.store.WriteCommand.Put;
import java.sql.SQLException;
import java.util.Set;

/**
 * What becomes of the members of a collection that somebody has fetched in a while during which
 * others may have written: what is newer than the beginning of that while is never overwritten, and
 * what was taken away in it never comes back.
 *
 * @param kind of the members
 * @param before the namespace's revision when the commit began: what is later is its own
 * @param since the namespace's revision when the fetching began
 * @param withdrawn see {@link WriteClaim#withdrawn}
 */
record FetchedMembers(
    WriteTransaction transaction, KindState kind, long before, long since, Set<String> withdrawn) {
  /** What becomes of one. */
  enum Fate {
    /** It is stored, and in the set. */
    PUT,
    /** What is stored stays as it is, and is in the set. */
    KEEP,
    /** It was deleted. */
    LEAVE_OUT
  }

  /** To be made before anything of the collection is written. */
  static FetchedMembers of(
      WriteTransaction transaction, String namespace, KindState kind, WriteClaim claim) {
    long before = transaction.state().account(namespace).revision();
    return new FetchedMembers(transaction, kind, before, claim.since(), claim.withdrawn());
  }

  /**
   * Decides.
   *
   * @throws CacheException FILL_SUPERSEDED when it was taken away, and nothing newer is there that
   *     could stand for it: the set would be complete without it, or it would come back
   */
  Fate fate(Put member) throws SQLException {
    EntryHead row = transaction.objects().findHead(kind.address(member.key()));
    if (row == null || !isChanged(row)) {
      requireUntouched(member);
      return Fate.PUT;
    } else if (row.tombstone()) {
      return Fate.LEAVE_OUT;
    } else if (row.goneAt(kind, transaction.now())) {
      throw superseded();
    }
    return Fate.KEEP;
  }

  private boolean isChanged(EntryHead row) {
    boolean ofThisCommit = row.revision() > before;
    return !ofThisCommit
        && (row.revision() > since || kind.tagMarks().invalidatedSince(row.tags(), since));
  }

  private void requireUntouched(Put member) {
    if (withdrawn.contains(member.key().id())
        || kind.tagMarks().invalidatedSince(member.content().tags(), since)) {
      throw superseded();
    }
  }

  private static CacheException superseded() {
    return new CacheException(
        Reason.FILL_SUPERSEDED, "a member was deleted or invalidated since the fill began");
  }
}
