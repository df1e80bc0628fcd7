package dev.larder.store.sqlite;

import dev.larder.store.ChangeType;
import dev.larder.store.CollectionAddress;
import dev.larder.store.KindState;
import dev.larder.store.StoredCollection;
import dev.larder.store.WriteClaim;
import dev.larder.store.WriteCommand.NewCollection;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.sqlite.FetchedMembers.Fate;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A collection that is being replaced, within one transaction. */
final class CollectionCommit {
  private final WriteTransaction transaction;
  private final PutCommands puts;
  private final CollectionAddress address;

  /** Null: the members are taken to be of now. */
  private final @Nullable FetchedMembers fetched;

  private StoredSet set;

  private CollectionCommit(
      WriteTransaction transaction,
      CollectionAddress address,
      @Nullable FetchedMembers fetched,
      StoredSet set) {
    this.transaction = transaction;
    this.puts = new PutCommands(transaction);
    this.address = address;
    this.fetched = fetched;
    this.set = set;
  }

  /** Begins with an empty set in place of the current one. */
  static CollectionCommit begin(
      WriteTransaction transaction, NewCollection collection, @Nullable WriteClaim claim)
      throws SQLException {
    KindState kind = kind(transaction, collection);
    FetchedMembers fetched =
        claim == null
            ? null
            : FetchedMembers.of(transaction, collection.ref().namespace(), kind, claim);
    CollectionAddress address = kind.address(collection.ref());
    StoredSet before = transaction.collections().findCurrent(address);
    if (before != null) {
      retire(transaction, kind.generation(), before);
    }
    StoredSet set =
        transaction
            .collections()
            .insert(address, PutCommands.toMicroseconds(collection.validity()));
    return new CollectionCommit(transaction, address, fetched, set);
  }

  private static KindState kind(WriteTransaction transaction, NewCollection collection)
      throws SQLException {
    String namespace = collection.ref().namespace();
    String kind = collection.ref().kind();
    if (!collection.mayCreate()) {
      new NamespaceCommands(transaction).requireKind(namespace, kind);
    }
    return new CatalogueEdits(transaction).requireKind(namespace, kind);
  }

  /** Leaves a current set to those who are in the middle of its pages. */
  static void retire(WriteTransaction transaction, long generation, StoredSet set)
      throws SQLException {
    transaction.collections().retire(set.setId(), transaction.now());
    transaction.state().countCollections(generation, -1, -set.members());
  }

  /** Stores members, and their ids in the set; see {@link FetchedMembers} for the exceptions. */
  void add(List<Put> members) throws SQLException {
    for (Put member : members) {
      if (fetched == null) {
        puts.put(member);
        include(member);
      } else {
        add(member, fetched);
      }
    }
  }

  private void add(Put member, FetchedMembers judge) throws SQLException {
    EntryHead row = judge.row(member);
    Fate fate = judge.fate(member, row);
    if (fate == Fate.PUT) {
      puts.put(member, judge.kind(), row);
    }
    if (fate != Fate.LEAVE_OUT) {
      include(member);
    }
  }

  private void include(Put member) throws SQLException {
    if (transaction.collections().addMember(set.setId(), address.member(member.key()))) {
      set = set.withMember(member.key().id());
    }
  }

  /** Writes the set down, at a revision after those of its members. */
  StoredCollection end() throws SQLException {
    long revision =
        transaction.log(
            address.ref().namespace(),
            ChangeType.COLLECTION,
            address.ref().kind(),
            address.ref().name());
    set = set.atRevision(revision);
    transaction.collections().update(set);
    transaction.state().countCollections(address.generation(), 1, set.members());
    transaction.state().add(set.collection());
    return set.collection();
  }
}
