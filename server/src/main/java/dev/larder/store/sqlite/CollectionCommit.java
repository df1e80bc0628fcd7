package dev.larder.store.sqlite;

import dev.larder.model.Validity;
import dev.larder.store.ChangeType;
import dev.larder.store.CollectionAddress;
import dev.larder.store.KindState;
import dev.larder.store.WriteClaim;
import dev.larder.store.WriteCommand.CommitResult;
import dev.larder.store.WriteCommand.NewCollection;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.sqlite.FetchedMembers.Fate;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A collection that is being replaced, within one transaction. */
final class CollectionCommit {
  /** A page has as many as fit into a message; the rows of these are in memory together. */
  private static final int MEMBERS_AT_ONCE = 1000;

  private final WriteTransaction transaction;
  private final PutCommands puts;
  private final KindState kind;
  private final CollectionAddress address;

  /** Null: the members are taken to be of now. */
  private final @Nullable FetchedMembers fetched;

  private final StagedMembers staged;
  private final MissingMembers missing = new MissingMembers();
  private StoredSet set;

  private CollectionCommit(
      WriteTransaction transaction,
      KindState kind,
      CollectionAddress address,
      @Nullable FetchedMembers fetched,
      StoredSet set) {
    this.transaction = transaction;
    this.puts = new PutCommands(transaction);
    this.kind = kind;
    this.address = address;
    this.fetched = fetched;
    this.staged = new StagedMembers(transaction, kind, address.ref());
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
    return new CollectionCommit(transaction, kind, address, fetched, set);
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
    add(members, this::store);
  }

  /**
   * Stores members that came a while ago, as what was withdrawn since would have left them: see
   * {@link dev.larder.store.WriteCommand.CommitPages}.
   *
   * @param page when they came
   */
  void add(List<Put> members, StagedAt page) throws SQLException {
    staged.begin(page);
    add(members, this::storeStaged);
  }

  private interface Storing {
    /**
     * False: it is not to be in the set.
     *
     * @param row what is stored of it; null: nothing
     */
    boolean store(Put member, @Nullable EntryHead row) throws SQLException;
  }

  private void add(List<Put> members, Storing storing) throws SQLException {
    for (int from = 0; from < members.size(); from += MEMBERS_AT_ONCE) {
      int to = Math.min(members.size(), from + MEMBERS_AT_ONCE);
      addSome(members.subList(from, to), storing);
    }
  }

  private void addSome(List<Put> members, Storing storing) throws SQLException {
    Map<String, EntryHead> rows = rows(members);
    Set<String> met = new HashSet<>();
    Set<String> included = new TreeSet<>(CodePointOrder.INSTANCE);
    for (Put member : members) {
      String id = member.key().id();
      // One that comes twice has another row by then.
      EntryHead row =
          met.add(id) ? rows.get(id) : transaction.objects().findHead(address.member(member.key()));
      if (storing.store(member, row)) {
        included.add(id);
      }
    }
    include(included);
  }

  /** In the order of the index, in which neighbours are found on the same page. */
  private Map<String, EntryHead> rows(List<Put> members) throws SQLException {
    List<String> ids =
        members.stream()
            .map(member -> member.key().id())
            .distinct()
            .sorted(CodePointOrder.INSTANCE)
            .toList();
    return transaction.objects().findHeads(address.generation(), ids);
  }

  private boolean store(Put member, @Nullable EntryHead row) throws SQLException {
    Fate fate = fetched == null ? Fate.PUT : fetched.fate(member, row);
    if (fate == Fate.PUT) {
      put(member, row);
    }
    return fate != Fate.LEAVE_OUT;
  }

  private void put(Put member, @Nullable EntryHead row) throws SQLException {
    long revision = puts.put(member, kind, row).revision();
    Validity stored = kind.tagMarks().apply(member.validity(), revision, member.content().tags());
    missing.note(member.key().id(), !transaction.now().isBefore(stored.hardExpiry()));
  }

  private boolean storeStaged(Put member, @Nullable EntryHead row) throws SQLException {
    Withdrawal since = staged.since(member);
    if (staged.isNewer(member, row, since)) {
      return true;
    } else if (!since.isGone()) {
      put(member.withValidity(since.apply(member.validity())), row);
    } else if (!since.deleted()) {
      leave(member, row);
    }
    return !since.deleted();
  }

  /** What is stored of it stays as it is. */
  private void leave(Put member, @Nullable EntryHead row) {
    boolean there = row != null && row.currentAt(kind, transaction.now());
    missing.note(member.key().id(), !there);
  }

  private void include(Set<String> ids) throws SQLException {
    List<String> added =
        transaction.collections().addMembers(set.setId(), address.generation(), List.copyOf(ids));
    for (String id : added) {
      set = set.withMember(id);
    }
  }

  /** Writes the set down, at a revision after those of its members. */
  CommitResult end() throws SQLException {
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
    boolean gone = set.goneAt(kind, transaction.now());
    return new CommitResult(set.collection(), !gone && missing.isNone());
  }
}
