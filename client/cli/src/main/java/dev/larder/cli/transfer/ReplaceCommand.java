package dev.larder.cli.transfer;

import dev.larder.cli.console.CollectionText;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.UsageException;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.Capabilities;
import dev.larder.client.CollectionRef;
import dev.larder.client.CollectionState;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code larder collection replace}. */
@Command(
    name = "replace",
    header = "Make the records of a file the members of a collection, all at once.",
    description = {
      "The records are those of import. Objects that are no longer members stay, outside of the collection. More"
          + " records than fit into a request are sent in pages, which nobody sees before the last.",
      "A bad record ends it, and then nothing has changed; so does an id that comes twice, a record of another kind,"
          + " and an input without records, unless it is allowed. Who reads from a pipe should also set -o pipefail: input"
          + " that breaks off between two records cannot be told from the whole."
    })
public final class ReplaceCommand extends ServerCommand {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  @Parameters(index = "0", paramLabel = "NAMESPACE", description = "The tenant.")
  private String namespace = "";

  @Parameters(index = "1", paramLabel = "KIND", description = "The type of the members.")
  private String kind = "";

  @Parameters(index = "2", paramLabel = "COLLECTION", description = "The collection.")
  private String collection = "";

  @Parameters(
      index = "3",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The file; a name ending in .gz is unpacked. Default: -, standard input.")
  private String file = "-";

  @Option(
      names = "--allow-empty",
      description =
          "When there are no records, make the collection an empty one. Default: refuse, for a program before a pipe"
              + " that failed has none to give, either.")
  private boolean allowEmpty;

  @Mixin private final RecordOptions records = new RecordOptions();

  /** For picocli. */
  public ReplaceCommand() {}

  @Override
  protected Duration defaultDeadline() {
    return DEADLINE;
  }

  @Override
  protected int run(BlockingLarderClient client) throws IOException {
    Capabilities capabilities = client.capabilities();
    RecordFormat format = records.membersFormat(namespace, kind);
    CollectionRef ref = CollectionRef.of(namespace, kind, collection);
    CollectionSender sender = new CollectionSender(client.collections(), ref, capabilities);
    int maxRecordBytes = records.maxRecordBytes(capabilities);
    try (RecordInput input = RecordInput.open(file, console(), records.isArray(), maxRecordBytes)) {
      addAll(input.reader(), format, sender);
    }
    if (sender.isEmpty() && !allowEmpty) {
      throw new UsageException(
          "no records: say --allow-empty if the collection is to be empty; nothing has changed");
    }
    CollectionState state = sender.end();
    console().line(options().isJson() ? CollectionText.json(state) : CollectionText.of(state));
    return ExitCodes.DONE;
  }

  private static void addAll(RecordReader reader, RecordFormat format, CollectionSender sender)
      throws IOException {
    SeenIds seen = new SeenIds();
    for (InputRecord record = reader.next(); record != null; record = reader.next()) {
      sender.add(new ImportBatch.Numbered(record.number(), member(format, record, seen)));
    }
  }

  private static Put<Payload> member(RecordFormat format, InputRecord record, SeenIds seen) {
    try {
      Put<Payload> member = format.put(readable(record));
      if (!seen.add(member.key().id())) {
        throw new BadRecordException("the id " + member.key().id() + " has come before");
      }
      return member;
    } catch (BadRecordException bad) {
      throw new UsageException(
          "record " + record.number() + ": " + bad.getMessage() + "; nothing has changed", bad);
    }
  }

  private static InputRecord.Read readable(InputRecord record) throws BadRecordException {
    if (record instanceof InputRecord.Bad bad) {
      throw new BadRecordException(bad.why());
    } else if (record instanceof InputRecord.Broken broken) {
      throw new BadRecordException(broken.why());
    }
    return (InputRecord.Read) record;
  }
}
