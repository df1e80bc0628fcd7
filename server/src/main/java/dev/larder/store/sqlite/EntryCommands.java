package dev.larder.store.sqlite;

import dev.larder.model.Entry;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import dev.larder.store.ChangeType;
import dev.larder.store.EntryAddress;
import dev.larder.store.KindState;
import dev.larder.store.WriteCommand.Delete;
import dev.larder.store.WriteCommand.DeleteResult;
import dev.larder.store.WriteCommand.InvalidateKeys;
import dev.larder.store.WriteCommand.InvalidateResult;
import dev.larder.store.WriteCommand.Touch;
import dev.larder.store.sqlite.Withdrawal.How;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is done to entries that are there: renewing, deleting, invalidating. */
final class EntryCommands {
  private static final DeleteResult NOTHING_DELETED = new DeleteResult(false, 0);

  private final WriteTransaction transaction;

  EntryCommands(WriteTransaction transaction) {
    this.transaction = transaction;
  }

  /** A row that is not gone, with its kind. */
  private record Found(KindState kind, StoredEntry stored) {
    EntryAddress address() {
      return kind.address(stored.entry().key());
    }

    EntryHead head() {
      return stored.head();
    }

    /**
     * What the invalidations of its kind and tags left of it. To be written into the row with its
     * next revision, which is beyond the invalidations and would bring the entry back to life.
     */
    Validity validity() {
      return kind.apply(head().validity(), head().revision(), head().tags());
    }

    /** Null for a tombstone. */
    @Nullable EntryHead current() {
      return head().tombstone() ? null : head();
    }
  }

  private @Nullable Found find(ObjectKey key) throws SQLException {
    KindState kind = transaction.state().kind(key.namespace(), key.kind());
    if (kind == null) {
      return null;
    }
    StoredEntry stored = transaction.objects().find(kind.address(key));
    return stored == null || stored.head().goneAt(kind, transaction.now())
        ? null
        : new Found(kind, stored);
  }

  List<OptionalLong> touch(Touch touch) throws SQLException {
    List<OptionalLong> revisions = new ArrayList<>(touch.items().size());
    for (Touch.Item item : touch.items()) {
      Found found = find(item.key());
      revisions.add(
          found == null || found.current() == null
              ? OptionalLong.empty()
              : OptionalLong.of(renew(found, item)));
    }
    return revisions;
  }

  private long renew(Found found, Touch.Item item) throws SQLException {
    Validity asked = found.head().negative() ? item.negativeValidity() : item.validity();
    long revision = transaction.nextRevision(item.key().namespace());
    Validity validity =
        found
            .kind()
            .tagMarks()
            .apply(PutCommands.toMicroseconds(asked), revision, found.head().tags());
    return update(found, ChangeType.REFRESHED, validity, null);
  }

  private long update(Found found, ChangeType type, Validity validity, @Nullable Instant deleteTime)
      throws SQLException {
    Entry before = found.stored().entry();
    long revision = transaction.nextRevision(before.key().namespace());
    Entry after = new Entry(before.key(), before.content(), validity, revision, deleteTime);
    transaction.objects().update(found.head(), after);
    transaction.changed(found.address(), type, found.head(), after);
    return revision;
  }

  DeleteResult delete(Delete delete) throws SQLException {
    DeleteResult result = deleteIfThere(delete);
    withdraw(delete.key(), How.DELETED);
    return result;
  }

  private void withdraw(ObjectKey key, How how) {
    transaction
        .withdrawals()
        .withdraw(key, how, transaction.revision(key.namespace()), transaction.now());
  }

  private DeleteResult deleteIfThere(Delete delete) throws SQLException {
    Found found = find(delete.key());
    EntryHead current = found == null ? null : found.current();
    if (delete.precondition() != null && current == null) {
      throw Preconditions.conflict(null);
    }
    Preconditions.check(
        delete.precondition(), delete.key(), current, transaction.now(), transaction.now());
    if (found == null) {
      leaveCollections(delete.key());
      return NOTHING_DELETED;
    }
    if (current == null && !delete.purge()) {
      return NOTHING_DELETED;
    }
    long revision = delete.purge() ? remove(found, ChangeType.DELETED) : bury(found);
    leaveCollections(found.address());
    return new DeleteResult(true, revision);
  }

  /** Of one that was evicted or has expired: its sets lack it, and are not to from now on. */
  private void leaveCollections(ObjectKey missing) throws SQLException {
    KindState kind = transaction.state().kind(missing.namespace(), missing.kind());
    if (kind != null) {
      leaveCollections(kind.address(missing));
    }
  }

  private void leaveCollections(EntryAddress address) throws SQLException {
    KindFigures figures = transaction.state().figures(address.generation());
    if (figures != null && figures.sets().collections() > 0) {
      new CollectionCommands(transaction).left(address);
    }
  }

  private long remove(Found found, ChangeType type) throws SQLException {
    transaction.objects().delete(found.address(), found.head());
    transaction.changed(found.address(), type, found.head(), null);
    return transaction.state().account(found.address().key().namespace()).revision();
  }

  /** The index terms stay, so that a lookup that includes tombstones finds it. */
  private long bury(Found found) throws SQLException {
    return update(found, ChangeType.DELETED, found.validity(), transaction.now());
  }

  InvalidateResult invalidate(InvalidateKeys command) throws SQLException {
    long invalidated = invalidate(command.keys(), command.hard());
    return new InvalidateResult(transaction.revision(command.namespace()), invalidated);
  }

  /** Answers how many it reached. The sets of which they are members have them still. */
  long invalidate(List<ObjectKey> keys, boolean hard) throws SQLException {
    long invalidated = 0;
    for (ObjectKey key : keys) {
      Found found = find(key);
      if (found != null) {
        invalidate(found, hard);
        invalidated++;
      }
      withdraw(key, How.of(hard));
    }
    return invalidated;
  }

  private void invalidate(Found found, boolean hard) throws SQLException {
    if (hard) {
      remove(found, ChangeType.INVALIDATED);
    } else {
      Validity staleNow = found.validity().staleFrom(transaction.now());
      update(found, ChangeType.INVALIDATED, staleNow, found.head().deleteTime());
    }
  }
}
