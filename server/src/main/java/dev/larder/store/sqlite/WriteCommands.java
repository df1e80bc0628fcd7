package dev.larder.store.sqlite;

import dev.larder.store.WriteCommand;
import java.sql.SQLException;

/**
 * Does commands in a transaction. A command that is refused, by a {@link
 * dev.larder.model.CacheException}, has changed nothing: each checks before it changes. After any
 * other failure the transaction is good for nothing but a rollback.
 */
final class WriteCommands {
  private WriteCommands() {}

  static Object execute(WriteTransaction transaction, WriteCommand<?> command) throws SQLException {
    if (command instanceof WriteCommand.Claimed<?> claimed) {
      return new ClaimedCommands(transaction).execute(claimed);
    } else if (command instanceof WriteCommand.Put put) {
      return new PutCommands(transaction).put(put);
    } else if (command instanceof WriteCommand.PutBatch batch) {
      return new PutCommands(transaction).putBatch(batch);
    } else if (command instanceof WriteCommand.Touch touch) {
      return new EntryCommands(transaction).touch(touch);
    } else if (command instanceof WriteCommand.Delete delete) {
      return new EntryCommands(transaction).delete(delete);
    } else if (command instanceof WriteCommand.InvalidateKeys invalidate) {
      return new EntryCommands(transaction).invalidate(invalidate);
    } else if (command instanceof WriteCommand.ReplaceCollection replace) {
      return new CollectionCommands(transaction).replace(replace, null);
    } else if (command instanceof WriteCommand.StagePage stage) {
      return new CollectionCommands(transaction).stage(stage);
    } else if (command instanceof WriteCommand.CommitPages commit) {
      return new CollectionCommands(transaction).commit(commit, null);
    } else if (command instanceof WriteCommand.InvalidateCollection invalidate) {
      return new CollectionCommands(transaction).invalidate(invalidate);
    } else if (command instanceof WriteCommand.InvalidateKind invalidate) {
      return new NamespaceCommands(transaction).invalidate(invalidate);
    } else if (command instanceof WriteCommand.InvalidateTags invalidate) {
      return new TagCommands(transaction).invalidate(invalidate);
    } else if (command instanceof WriteCommand.Clear clear) {
      return new NamespaceCommands(transaction).clear(clear);
    } else if (command instanceof WriteCommand.PutNamespace put) {
      return new NamespaceCommands(transaction).put(put);
    } else if (command instanceof WriteCommand.DeleteNamespace delete) {
      return new NamespaceCommands(transaction).delete(delete);
    }
    throw new IllegalArgumentException("unknown command: " + command.getClass());
  }
}
