package dev.larder.cli.transfer;

import dev.larder.cli.console.Counts;
import dev.larder.cli.console.EntryJson;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.Progress;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.UsageException;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.CachedObject;
import dev.larder.client.Freshness;
import dev.larder.client.Key;
import dev.larder.client.KindPolicy;
import dev.larder.client.Lookup;
import dev.larder.client.Payload;
import dev.larder.client.ReadOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code larder export}. */
@Command(
    name = "export",
    header = "Write the objects of a kind or a namespace, a line of JSON each.",
    description = {
      "Whatever is not past its hard expiry is written, fresh or stale, in the order of the ids, with all that"
          + " import needs to store it again byte for byte. Each page is a snapshot of its own: what changes"
          + " meanwhile may be in it or not. Negative entries are left out.",
      "A payload that was put as a structured value comes back as JSON text."
    })
public final class ExportCommand extends ServerCommand {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int PAGE_SIZE = 500;

  @Parameters(index = "0", paramLabel = "NAMESPACE", description = "The tenant.")
  private String namespace = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "KIND",
      description = "Only this kind. Default: all.")
  private @Nullable String kind;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description =
          "Write to this file, plainly: for a packed one pipe the standard output into gzip. Default: standard"
              + " output.")
  private @Nullable Path file;

  @Option(
      names = "--resume",
      description =
          "Go on after the last complete line of the file that --to names. A file that is not an export of the"
              + " same objects is refused and left as it is.")
  private boolean resume;

  @Option(names = "--payloads", description = "Write the payloads alone.")
  private boolean payloads;

  @Option(
      names = "--separator",
      paramLabel = "TEXT",
      description = "What stands between two payloads. Default: each ends with a line end.")
  private @Nullable String separator;

  @Option(
      names = "--include-deleted",
      description = "Write deleted objects too, with their delete_time.")
  private boolean includeDeleted;

  private final AtomicLong written = new AtomicLong();

  /** For picocli. */
  public ExportCommand() {}

  @Override
  protected Duration defaultDeadline() {
    return DEADLINE;
  }

  @Override
  protected int run(BlockingLarderClient client) throws IOException, InterruptedException {
    if ((resume && (file == null || payloads)) || (separator != null && !payloads)) {
      throw new UsageException(
          "--resume needs --to, and no --payloads; --separator needs --payloads");
    }
    requireNoPackedName();
    Key last = resume && file != null ? ExportFile.lastKey(file, namespace, kind) : null;
    List<String> kinds = kinds(client);
    long total = client.admin().statistics(namespace, kind == null ? "" : kind).objects();
    try (Progress progress =
        new Progress(console(), "object", written::get, written::get, total).start()) {
      write(client, kinds, last);
    }
    console().flush();
    console().errorLine("Exported " + Counts.of(written.get(), "object"));
    return ExitCodes.DONE;
  }

  // Import takes what is so named for packed.
  private void requireNoPackedName() {
    if (file != null && file.toString().endsWith(RecordInput.PACKED)) {
      throw new UsageException(
          file
              + " would not be packed, whatever its name says; use: larder export ... | gzip > "
              + file);
    }
  }

  private List<String> kinds(BlockingLarderClient client) {
    return kind != null
        ? List.of(kind)
        : client.admin().getNamespace(namespace).kinds().stream()
            .map(KindPolicy::kind)
            .sorted()
            .toList();
  }

  private void write(BlockingLarderClient client, List<String> kinds, @Nullable Key last)
      throws IOException, InterruptedException {
    if (file == null) {
      write(client, kinds, last, console()::write);
      return;
    }
    try (ExportFile output = resume ? ExportFile.append(file) : ExportFile.create(file)) {
      write(client, kinds, last, output);
    }
  }

  private void write(
      BlockingLarderClient client, List<String> kinds, @Nullable Key last, ExportOutput output)
      throws IOException, InterruptedException {
    Duration longestWait = options().deadline(DEADLINE).plus(GRACE);
    Exporter exporter = new Exporter(client.async(), record(), output, written, longestWait);
    for (String each : kinds) {
      if (last == null || each.compareTo(last.kind()) >= 0) {
        exporter.export(lookup(each), last != null && each.equals(last.kind()) ? last : null);
      }
    }
  }

  private Lookup lookup(String each) {
    ReadOptions options = ReadOptions.of(Freshness.ANY).withIncludeDeleted(includeDeleted);
    return Lookup.all(namespace, each).withOptions(options).withPageSize(PAGE_SIZE);
  }

  private ExportRecord record() {
    if (!payloads) {
      return (object, first) -> (line(object) + "\n").getBytes(StandardCharsets.UTF_8);
    }
    byte[] between = (separator == null ? "\n" : separator).getBytes(StandardCharsets.UTF_8);
    boolean after = separator == null;
    return (object, first) -> {
      Payload payload = object.valueOrNull();
      byte[] bytes = payload == null ? new byte[0] : payload.toByteArray();
      return after ? joined(bytes, between) : first ? bytes : joined(between, bytes);
    };
  }

  private static String line(CachedObject<Payload> object) {
    JsonLine line = new JsonLine();
    EntryJson.stored(line, object);
    return line.text();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
