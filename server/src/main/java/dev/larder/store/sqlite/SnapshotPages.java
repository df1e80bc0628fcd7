package dev.larder.store.sqlite;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.CollectionRef;
import dev.larder.store.WriteClaim;
import dev.larder.store.WriteCommand.CommitPages;
import dev.larder.store.WriteCommand.CommitResult;
import dev.larder.store.WriteCommand.NewCollection;
import dev.larder.store.WriteCommand.Put;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The pages of one snapshot at its commit. */
record SnapshotPages(WriteTransaction transaction, CommitPages command) {
  /**
   * Makes them the collection.
   *
   * @param claim of whoever fetched them, which tells what is too old; null: each page is of when
   *     it came, and the set of when the first one did
   */
  CommitResult commit(@Nullable WriteClaim claim) throws SQLException {
    NewCollection collection = claim == null ? asStaged() : command.collection();
    return new CollectionCommands(transaction)
        .commit(collection, claim, set -> addAll(set, claim == null));
  }

  /** The set as what was withdrawn since its first page came has left it. */
  private NewCollection asStaged() throws SQLException {
    NewCollection collection = command.collection();
    OptionalLong begun = transaction.snapshots().findBegun(command.snapshotId());
    if (begun.isEmpty()) {
      return collection;
    }
    CollectionRef ref = collection.ref();
    if (!transaction.withdrawals().knowsSince(ref, begun.getAsLong())) {
      throw notFound("the snapshot is kept no longer");
    }
    Withdrawal since = transaction.withdrawals().ofSet(ref, begun.getAsLong());
    if (since.isNone()) {
      return collection;
    }
    new CollectionCommands(transaction).refuseIfCommittedSince(ref, since.revision());
    return collection.withValidity(since.apply(collection.validity()));
  }

  private CacheException notFound(String message) {
    return new CacheException(
        Reason.SNAPSHOT_NOT_FOUND, message, Map.of(CacheException.RESOURCE, command.snapshotId()));
  }

  private void addAll(CollectionCommit set, boolean asStaged) throws SQLException {
    for (int index = 0; index < command.pageCount(); index++) {
      SnapshotDao.Page page = transaction.snapshots().findPage(command.snapshotId(), index);
      if (page == null) {
        throw notFound("page %d of the snapshot is kept no longer".formatted(index));
      }
      add(set, page, asStaged);
    }
    transaction.snapshots().release(command.snapshotId(), transaction.now());
  }

  private void add(CollectionCommit set, SnapshotDao.Page page, boolean asStaged)
      throws SQLException {
    List<Put> members = SnapshotPage.read(command.collection().ref(), page.members());
    if (asStaged) {
      set.add(members, page.staged());
    } else {
      set.add(members);
    }
  }
}
