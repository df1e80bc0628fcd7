package dev.larder.store.sqlite;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.store.KindState;
import dev.larder.store.WriteClaim;
import dev.larder.store.WriteCommand.Put;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the members of a collection that somebody has fetched in a while during which
 * others may have written: what is newer than the beginning of that while is never overwritten, and
 * what was taken away in it never comes back.
 *
 * @param kind of the members
 * @param before the namespace's revision when the commit began: what is later is its own
 * @param since the namespace's revision when the fetching began
 * @param begun when that was
 * @param withdrawn see {@link WriteClaim#withdrawn}
 */
record FetchedMembers(
    WriteTransaction transaction,
    KindState kind,
    long before,
    long since,
    Instant begun,
    Set<String> withdrawn) {
  /** What becomes of one. */
  enum Fate {
    /** It is stored, and in the set. */
    PUT,
    /** What is stored stays as it is, and is in the set. */
    KEEP,
    /** It was deleted since. */
    LEAVE_OUT
  }

  /** To be made before anything of the collection is written. */
  static FetchedMembers of(
      WriteTransaction transaction, String namespace, KindState kind, WriteClaim claim) {
    long before = transaction.state().account(namespace).revision();
    return new FetchedMembers(
        transaction, kind, before, claim.since(), claim.begun(), claim.withdrawn());
  }

  /**
   * Decides.
   *
   * @param row what is stored of the member
   * @throws CacheException FILL_SUPERSEDED when it was taken away, and nothing newer is there that
   *     could stand for it: the set would be complete without it, or it would come back
   */
  Fate fate(Put member, @Nullable EntryHead row) throws SQLException {
    if (row == null || !isChanged(row)) {
      requireUntouched(member);
      return Fate.PUT;
    } else if (row.tombstone() && isDeletedSince(member, row)) {
      return Fate.LEAVE_OUT;
    } else if (row.tombstone() || row.goneAt(kind, transaction.now())) {
      throw superseded();
    }
    return Fate.KEEP;
  }

  /**
   * False for what was deleted before and only invalidated since: the origin may have it again.
   * Where the log goes back no more, the time of the delete tells, but for one of the same
   * microsecond, which is taken to be before.
   */
  private boolean isDeletedSince(Put member, EntryHead row) throws SQLException {
    NamespaceAccount account = transaction.state().account(member.key().namespace());
    Instant deleteTime = row.deleteTime();
    return row.revision() > since
        && ((deleteTime != null && deleteTime.isAfter(begun))
            || transaction.namespaces().isDeletion(account, row.revision()));
  }

  private boolean isChanged(EntryHead row) {
    boolean ofThisCommit = row.revision() > before;
    return !ofThisCommit
        && (row.revision() > since || kind.tagMarks().invalidatedSince(row.tags(), since));
  }

  private void requireUntouched(Put member) {
    if (withdrawn.contains(member.key().id())
        || transaction.state().withdrawn().contains(kind.address(member.key()))
        || kind.tagMarks().invalidatedSince(member.content().tags(), since)) {
      throw superseded();
    }
  }

  private static CacheException superseded() {
    return new CacheException(
        Reason.FILL_SUPERSEDED, "a member was deleted or invalidated since the fill began");
  }
}
