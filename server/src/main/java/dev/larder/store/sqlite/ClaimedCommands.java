package dev.larder.store.sqlite;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.CollectionRef;
import dev.larder.model.ObjectKey;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import dev.larder.store.WriteClaim;
import dev.larder.store.WriteCommand;
import dev.larder.store.WriteCommand.Claimed;
import dev.larder.store.WriteCommand.CommitPages;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.WriteCommand.ReplaceCollection;
import dev.larder.store.WriteCommand.Touch;
import java.sql.SQLException;
import java.util.List;

/** Writes that are done only while a claim holds. */
final class ClaimedCommands {
  private final WriteTransaction transaction;

  ClaimedCommands(WriteTransaction transaction) {
    this.transaction = transaction;
  }

  Object execute(Claimed<?> claimed) throws SQLException {
    WriteClaim claim = claimed.claim();
    claim.require();
    WriteCommand<?> command = claimed.command();
    if (command instanceof ReplaceCollection replace) {
      refuseIfReplacedSince(replace.collection().ref(), claim.since());
      return land(
          claim,
          replace.collection().ref().namespace(),
          () -> new CollectionCommands(transaction).replace(replace, claim));
    } else if (command instanceof CommitPages commit) {
      refuseIfReplacedSince(commit.collection().ref(), claim.since());
      return land(
          claim,
          commit.collection().ref().namespace(),
          () -> new CollectionCommands(transaction).commit(commit, claim));
    }
    ObjectKey key = key(command);
    refuseIfWrittenBefore(key);
    refuseIfInvalidatedSince(claimed, key.namespace());
    return land(claim, key.namespace(), () -> WriteCommands.execute(transaction, command));
  }

  private interface Body {
    Object run() throws SQLException;
  }

  private Object land(WriteClaim claim, String namespace, Body body) throws SQLException {
    claim.landing(transaction.revision(namespace));
    try {
      return body.run();
    } catch (CacheException refusal) {
      claim.notLanding();
      throw refusal;
    }
  }

  private static ObjectKey key(WriteCommand<?> command) {
    if (command instanceof Put put) {
      return put.key();
    } else if (command instanceof Touch touch && touch.items().size() == 1) {
      return touch.items().get(0).key();
    }
    throw new IllegalArgumentException(
        "a claim is for one object or collection: " + command.getClass());
  }

  private void refuseIfInvalidatedSince(Claimed<?> claimed, String namespace) {
    NamespaceState state = transaction.state().namespace(namespace);
    long since = claimed.claim().since();
    if (state != null
        && (state.tagMarks().invalidatedSince(claimed.claim().tags(), since)
            || state.tagMarks().invalidatedSince(tags(claimed.command()), since))) {
      throw new CacheException(
          Reason.FILL_SUPERSEDED, "a tag of the object was invalidated since the fill began");
    }
  }

  private static List<String> tags(WriteCommand<?> command) {
    return command instanceof Put put ? put.content().tags() : List.of();
  }

  /**
   * The claim knows what was committed. What came before it in this transaction only the row tells,
   * or that it was invalidated with a collection.
   */
  private void refuseIfWrittenBefore(ObjectKey key) throws SQLException {
    KindState kind = transaction.state().kind(key.namespace(), key.kind());
    if (kind == null) {
      return;
    }
    EntryHead row = transaction.objects().findHead(kind.address(key));
    if ((row != null && row.revision() > transaction.revisionBefore(key.namespace()))
        || transaction.state().withdrawn().contains(kind.address(key))) {
      throw new CacheException(
          Reason.FILL_SUPERSEDED, "the object was written since the fill began");
    }
  }

  private void refuseIfReplacedSince(CollectionRef ref, long since) throws SQLException {
    KindState kind = transaction.state().kind(ref.namespace(), ref.kind());
    StoredSet set = kind == null ? null : transaction.collections().findCurrent(kind.address(ref));
    if (set != null && set.revision() > since) {
      throw new CacheException(
          Reason.FILL_SUPERSEDED, "the collection was replaced since the fill began");
    }
  }
}
