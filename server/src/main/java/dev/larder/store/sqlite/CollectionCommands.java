package dev.larder.store.sqlite;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.CollectionRef;
import dev.larder.model.ObjectKey;
import dev.larder.model.Precondition;
import dev.larder.store.ChangeType;
import dev.larder.store.EntryAddress;
import dev.larder.store.KindState;
import dev.larder.store.StoredCollection;
import dev.larder.store.WriteClaim;
import dev.larder.store.WriteCommand.CommitPages;
import dev.larder.store.WriteCommand.CommitResult;
import dev.larder.store.WriteCommand.InvalidateCollection;
import dev.larder.store.WriteCommand.InvalidateResult;
import dev.larder.store.WriteCommand.NewCollection;
import dev.larder.store.WriteCommand.ReplaceCollection;
import dev.larder.store.WriteCommand.StagePage;
import dev.larder.store.sqlite.Withdrawal.How;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is done to collections. */
final class CollectionCommands {
  private static final int MEMBERS_AT_ONCE = 1000;

  private final WriteTransaction transaction;

  CollectionCommands(WriteTransaction transaction) {
    this.transaction = transaction;
  }

  /**
   * Replaces a collection.
   *
   * @param claim of whoever fetched it; null: it is taken to be of now
   */
  StoredCollection replace(ReplaceCollection command, @Nullable WriteClaim claim)
      throws SQLException {
    return commit(command.collection(), claim, set -> set.add(command.members())).collection();
  }

  /** The same, by the pages of a snapshot. */
  CommitResult commit(CommitPages command, @Nullable WriteClaim claim) throws SQLException {
    return new SnapshotPages(transaction, command).commit(claim);
  }

  /** Adds the members. */
  @FunctionalInterface
  interface Filling {
    void fill(CollectionCommit set) throws SQLException;
  }

  /** Under a savepoint: what is refused on its way is to have changed nothing. */
  CommitResult commit(NewCollection collection, @Nullable WriteClaim claim, Filling members)
      throws SQLException {
    checkPrecondition(collection);
    PendingState mark = transaction.mark();
    try {
      CollectionCommit set = CollectionCommit.begin(transaction, collection, claim);
      members.fill(set);
      CommitResult committed = set.end();
      transaction.keep();
      return committed;
    } catch (CacheException refusal) {
      transaction.restore(mark);
      throw refusal;
    }
  }

  private void checkPrecondition(NewCollection collection) throws SQLException {
    Precondition precondition = collection.precondition();
    if (precondition == null) {
      return;
    }
    StoredSet current = current(collection.ref());
    if (precondition instanceof Precondition.Absent && current != null) {
      throw new CacheException(
          Reason.ALREADY_EXISTS,
          "the collection exists",
          Map.of(CacheException.RESOURCE, collection.ref().name()));
    }
    if (!holds(precondition, current)) {
      throw conflict(current);
    }
  }

  private static boolean holds(Precondition precondition, @Nullable StoredSet current) {
    if (precondition instanceof Precondition.RevisionIs expected) {
      return current != null && current.revision() == expected.revision();
    } else if (precondition instanceof Precondition.EtagIs expected) {
      return current != null && current.ids().etag().equals(expected.etag());
    }
    return current == null;
  }

  /** Of a set that was taken back at that revision. */
  void refuseIfCommittedSince(CollectionRef ref, long revision) throws SQLException {
    StoredSet current = current(ref);
    if (current != null && current.revision() > revision) {
      throw conflict(current);
    }
  }

  private static CacheException conflict(@Nullable StoredSet current) {
    if (current == null) {
      return new CacheException(Reason.VERSION_CONFLICT, "there is no such collection");
    }
    return new CacheException(
        Reason.VERSION_CONFLICT,
        "the collection has changed",
        Map.of(
            CacheException.CURRENT_REVISION, Long.toString(current.revision()),
            CacheException.CURRENT_ETAG, current.ids().etag()));
  }

  /** The set that is current and not past its hard expiry. */
  private @Nullable StoredSet current(CollectionRef ref) throws SQLException {
    KindState kind = transaction.state().kind(ref.namespace(), ref.kind());
    StoredSet set = kind == null ? null : transaction.collections().findCurrent(kind.address(ref));
    return kind == null || set == null || set.goneAt(kind, transaction.now()) ? null : set;
  }

  boolean stage(StagePage command) throws SQLException {
    Instant until = transaction.now().plus(command.keptFor());
    long withdrawals = transaction.withdrawals().staged(command.ref(), transaction.now(), until);
    SnapshotDao snapshots = transaction.snapshots();
    snapshots.keep(command.snapshotId(), until, withdrawals);
    snapshots.putPage(
        command.snapshotId(),
        command.pageIndex(),
        new StagedAt(withdrawals, transaction.revision(command.ref().namespace())),
        SnapshotPage.bytes(command.members()));
    return true;
  }

  InvalidateResult invalidate(InvalidateCollection command) throws SQLException {
    CollectionRef ref = command.ref();
    StoredSet set = current(ref);
    long reached = 0;
    if (set != null) {
      reached = invalidateMembers(set, command.hard());
      invalidate(set, command.hard());
      transaction.log(ref.namespace(), ChangeType.COLLECTION, ref.kind(), ref.name());
    }
    long revision = transaction.revision(ref.namespace());
    transaction.withdrawals().withdraw(ref, How.of(command.hard()), revision, transaction.now());
    return new InvalidateResult(revision, reached);
  }

  private long invalidateMembers(StoredSet set, boolean hard) throws SQLException {
    EntryCommands entries = new EntryCommands(transaction);
    long generation = generation(set.ref());
    long reached = 0;
    List<String> ids = transaction.collections().members(set.setId(), "", MEMBERS_AT_ONCE);
    while (!ids.isEmpty()) {
      List<ObjectKey> keys = ids.stream().map(set.ref()::member).toList();
      keys.forEach(key -> transaction.state().withdrawn().add(new EntryAddress(generation, key)));
      reached += entries.invalidate(keys, hard);
      ids =
          transaction.collections().members(set.setId(), ids.get(ids.size() - 1), MEMBERS_AT_ONCE);
    }
    return reached;
  }

  /** Its revision stays: it says when the set was committed, and that was before this. */
  private void invalidate(StoredSet set, boolean hard) throws SQLException {
    if (hard) {
      CollectionCommit.retire(transaction, generation(set.ref()), set);
    } else {
      StoredSet stale = set.invalidatedAt(transaction.now());
      transaction.collections().update(stale);
      transaction.collections().sweepAt(set.setId(), stale.validity().hardExpiry());
    }
  }

  private long generation(CollectionRef ref) {
    KindState kind = transaction.state().kind(ref.namespace(), ref.kind());
    if (kind == null) {
      throw new IllegalStateException("a set without its kind");
    }
    return kind.generation();
  }

  /**
   * Takes an object that was deleted out of every set, so that those stay complete. To be called
   * only where its kind has collections: it asks the index.
   */
  void left(EntryAddress member) throws SQLException {
    CollectionDao collections = transaction.collections();
    String id = member.key().id();
    for (StoredSet set : collections.setsOf(member)) {
      collections.removeMember(set.setId(), id);
      collections.update(set.withoutMember(id));
      if (set.state() == StoredSet.State.CURRENT) {
        transaction.state().countCollections(member.generation(), 0, -1);
      }
    }
  }
}
