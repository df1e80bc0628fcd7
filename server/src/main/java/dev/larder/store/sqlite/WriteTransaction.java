package dev.larder.store.sqlite;

import dev.larder.model.Entry;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import dev.larder.store.ChangeType;
import dev.larder.store.Commit;
import dev.larder.store.EntryAddress;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on the writing connection, and what it means for what is kept in memory:
 * revisions, counters, the catalogue, the changes to be published. All of that is pending until the
 * commit, so that a rollback needs only to forget it.
 *
 * <p>Used by the writer thread alone, between BEGIN and COMMIT, which are the writer's.
 */
final class WriteTransaction {
  private final PreparedStatements statements;
  private final CommittedState committed;
  private final ObjectDao objects;
  private final NamespaceDao namespaces;
  private final CollectionDao collections;
  private final SnapshotDao snapshots;
  private final Instant now;
  private PendingState state;

  /** Why an entry is removed that nobody asked to remove. */
  enum Removal {
    EXPIRED,
    EVICTED
  }

  WriteTransaction(PreparedStatements statements, CommittedState committed, Instant now) {
    this.statements = statements;
    this.committed = committed;
    this.objects = new ObjectDao(statements);
    this.namespaces = new NamespaceDao(statements);
    this.collections = new CollectionDao(statements);
    this.snapshots = new SnapshotDao(statements);
    this.now = now.truncatedTo(ChronoUnit.MICROS);
    this.state = new PendingState(committed);
  }

  /** The time of everything that is done in this transaction, to the microsecond. */
  Instant now() {
    return now;
  }

  /** Of the writing connection. */
  PreparedStatements statements() {
    return statements;
  }

  ObjectDao objects() {
    return objects;
  }

  NamespaceDao namespaces() {
    return namespaces;
  }

  CollectionDao collections() {
    return collections;
  }

  SnapshotDao snapshots() {
    return snapshots;
  }

  /** What of this transaction concerns the snapshots that are being put together. */
  SnapshotWithdrawals withdrawals() {
    return committed.withdrawals();
  }

  /**
   * Namespaces, kinds and counters as this transaction has them. To be asked for anew after a
   * {@link #restore}.
   */
  PendingState state() {
    return state;
  }

  /** The revision of the namespace when this transaction began; 0 when it did not exist. */
  long revisionBefore(String namespace) {
    NamespaceAccount account = committed.account(namespace);
    return account == null ? 0 : account.revision();
  }

  /** The revision that the namespace has now; 0 when it does not exist. */
  long revision(String namespace) {
    return state.namespace(namespace) == null ? 0 : state.account(namespace).revision();
  }

  /** The revision that the namespace's next change will have. */
  long nextRevision(String namespace) {
    return state.account(namespace).revision() + 1;
  }

  /** Gives a change of a namespace its revision and writes it down. */
  long log(String namespace, ChangeType type, @Nullable String kind, @Nullable String id)
      throws SQLException {
    NamespaceAccount account = state.account(namespace).nextRevision();
    namespaces.addChange(account, type, kind, id);
    state.put(namespace, account);
    return account.revision();
  }

  /** Gives the invalidation of a tag its revision and writes it down. */
  long logTag(String namespace, String tag) throws SQLException {
    NamespaceAccount account = state.account(namespace).nextRevision();
    namespaces.addTagChange(account, tag);
    state.put(namespace, account);
    return account.revision();
  }

  /**
   * Writes into a row what its invalidated tags have made of it. That is no change that anybody
   * sees, so it has no revision; but copies of the row are to be forgotten.
   */
  void revalidate(EntryAddress address, EntryHead row, Validity validity) throws SQLException {
    objects.revalidate(row, validity);
    state.add(new Commit.Change(address, ChangeType.REMOVED, null));
  }

  /**
   * Writes down that an entry was changed: for the log, the counters and the listeners. Its row is
   * the caller's matter.
   *
   * @param before null when there was no row
   * @param after with the revision that {@link #nextRevision} gave; null when the row was removed
   */
  void changed(
      EntryAddress address, ChangeType type, @Nullable EntryHead before, @Nullable Entry after)
      throws SQLException {
    record(address, type, before, after, KindFigures::plusWrite);
    state.add(new Commit.Change(address, type, after));
  }

  /**
   * Removes an entry that nobody asked to remove. Its generation must be the present one of its
   * kind.
   */
  void remove(EntryAddress address, EntryHead row, Removal why) throws SQLException {
    objects.delete(address, row);
    UnaryOperator<KindFigures> counted =
        why == Removal.EVICTED ? KindFigures::plusEviction : KindFigures::plusExpiration;
    record(address, ChangeType.REMOVED, row, null, counted);
    Commit.Lost lost = new Commit.Lost(row.revision(), row.tags());
    state.add(new Commit.Change(address, ChangeType.REMOVED, null, lost));
  }

  private void record(
      EntryAddress address,
      ChangeType type,
      @Nullable EntryHead before,
      @Nullable Entry after,
      UnaryOperator<KindFigures> counted)
      throws SQLException {
    ObjectKey key = address.key();
    log(key.namespace(), type, key.kind(), key.id());
    int rows = (after == null ? 0 : 1) - (before == null ? 0 : 1);
    long bytes = (after == null ? 0 : after.weight()) - (before == null ? 0 : before.weight());
    long seconds = fetchSeconds(after) - (before == null ? 0 : before.fetchSeconds());
    state.count(address.generation(), rows, bytes, seconds, counted);
  }

  private static long fetchSeconds(@Nullable Entry entry) {
    return entry == null ? 0 : entry.validity().fetchTime().getEpochSecond();
  }

  /** Begins a part that can be undone; to be followed by {@link #restore} or {@link #keep}. */
  PendingState mark() throws SQLException {
    statements.execute("SAVEPOINT part");
    return state.copy();
  }

  /** Undoes everything since the mark. */
  void restore(PendingState mark) throws SQLException {
    statements.execute("ROLLBACK TO part");
    statements.execute("RELEASE part");
    state = mark;
  }

  /** Keeps everything since the mark. */
  void keep() throws SQLException {
    statements.execute("RELEASE part");
  }

  /** Writes revisions and counters down; to be called once, before COMMIT. */
  void flush() throws SQLException {
    for (Optional<NamespaceAccount> account : state.changedAccounts().values()) {
      if (account.isPresent()) {
        namespaces.updateRevision(account.get());
      }
    }
    for (Map.Entry<Long, Optional<KindFigures>> kind : state.changedFigures().entrySet()) {
      if (kind.getValue().isPresent()) {
        namespaces.updateFigures(kind.getKey(), kind.getValue().get());
      }
    }
  }

  /** Makes the changes those of all; to be called once, after COMMIT. Null when there were none. */
  @Nullable Commit accept() {
    if (state.isEmpty()) {
      return null;
    }
    Map<String, Long> revisions = new HashMap<>();
    state
        .changedAccounts()
        .forEach((name, changed) -> changed.ifPresent(a -> revisions.put(name, a.revision())));
    committed.accept(state);
    return new Commit(
        committed.catalogue(),
        state.changes(),
        revisions,
        state.overhauled(),
        state.collections(),
        state.withdrawn().told());
  }
}
