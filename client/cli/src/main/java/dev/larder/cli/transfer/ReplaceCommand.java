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
import picocli.CommandLine.Parameters;

/** {@code larder collection replace}. */
@Command(
    name = "replace",
    header = "Make the records of a file the members of a collection, all at once.",
    description = {
      "The records are those of import. Objects that are no longer members stay, outside of the collection. More"
          + " records than fit into a request are sent in pages, which nobody sees before the last.",
      "A bad record ends it, and then nothing has changed."
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
    RecordFormat format = records.format(namespace, kind);
    CollectionRef ref = CollectionRef.of(namespace, kind, collection);
    CollectionSender sender = new CollectionSender(client.collections(), ref, capabilities);
    int maxRecordBytes = records.maxRecordBytes(capabilities);
    try (RecordInput input = RecordInput.open(file, console(), records.isArray(), maxRecordBytes)) {
      RecordReader reader = input.reader();
      for (InputRecord record = reader.next(); record != null; record = reader.next()) {
        sender.add(member(format, record));
      }
    }
    CollectionState state = sender.end();
    console().line(options().isJson() ? CollectionText.json(state) : CollectionText.of(state));
    return ExitCodes.DONE;
  }

  private static Put<Payload> member(RecordFormat format, InputRecord record) {
    try {
      return format.put(readable(record));
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
