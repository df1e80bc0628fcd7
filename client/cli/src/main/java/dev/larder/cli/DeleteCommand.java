package dev.larder.cli;

import dev.larder.cli.console.EntryJson;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.TextTable;
import dev.larder.cli.console.UsageException;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.DeleteMode;
import dev.larder.client.DeleteResult;
import dev.larder.client.Key;
import dev.larder.client.Precondition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "delete",
    header = "Delete objects.",
    description =
        "A tombstone stays until the hard expiry, so that a read says MISS_DELETED. Deleting what is not there is"
            + " not an error.")
final class DeleteCommand extends ServerCommand {
  @Mixin private final KeysArguments arguments = new KeysArguments();

  @Option(names = "--purge", description = "Leave no tombstone; removes one too.")
  private boolean purge;

  @Option(
      names = "--if-revision",
      paramLabel = "REVISION",
      description = "Delete only this revision.")
  private @Nullable Long revision;

  @Option(names = "--if-etag", paramLabel = "ETAG", description = "Delete only this etag.")
  private @Nullable String etag;

  @Override
  protected int run(BlockingLarderClient client) {
    Precondition precondition = preconditionOrNull();
    DeleteMode mode = purge ? DeleteMode.PURGE : DeleteMode.TOMBSTONE;
    for (Key key : arguments.keys()) {
      DeleteResult result = client.delete(key, mode, precondition);
      console().line(options().isJson() ? json(key, result) : describe(key, result));
    }
    return ExitCodes.DONE;
  }

  private @Nullable Precondition preconditionOrNull() {
    if (revision == null && etag == null) {
      return null;
    }
    if ((revision != null && etag != null) || arguments.keys().size() > 1) {
      throw new UsageException(
          "--if-revision or --if-etag goes with one ID, and not with the other");
    }
    return revision == null
        ? new Precondition.Etag(String.valueOf(etag))
        : new Precondition.Revision(revision);
  }

  private static String json(Key key, DeleteResult result) {
    JsonLine line = new JsonLine();
    EntryJson.key(line, key);
    return line.with("deleted", result.deleted()).with("revision", result.revision()).text();
  }

  private static String describe(Key key, DeleteResult result) {
    return TextTable.printable(key.toString())
        + (result.deleted() ? ": deleted, revision " + result.revision() : ": was not there");
  }
}
