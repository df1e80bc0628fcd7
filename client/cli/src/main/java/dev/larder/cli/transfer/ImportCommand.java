package dev.larder.cli.transfer;

import dev.larder.cli.console.Counts;
import dev.larder.cli.console.Durations;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.Progress;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.UsageException;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.Capabilities;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code larder import}. */
@Command(
    name = "import",
    header = "Store the records of a file.",
    description = {
      "Usage: import NAMESPACE [KIND] FILE. A file named *.gz is unpacked; - is standard input. Without KIND each"
          + " record goes to the kind that it names, as in an export of a whole namespace.",
      "A bad record is reported with its number and loses no other; then the exit code is 1.",
      "With --resume, an import that was interrupted, even by kill -9, goes on where it was when it is started"
          + " again in the same way."
    })
public final class ImportCommand extends ServerCommand {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int MAX_IN_FLIGHT = 64;

  @Parameters(index = "0", paramLabel = "NAMESPACE", description = "The tenant.")
  private String namespace = "";

  @Parameters(
      index = "1..*",
      arity = "1..2",
      paramLabel = "[KIND] FILE",
      description = "The kind of all records, and the file.")
  private List<String> kindAndFile = new ArrayList<>();

  @Mixin private final RecordOptions records = new RecordOptions();

  @Option(
      names = "--resume",
      paramLabel = "CHECKPOINT",
      description = "Keep in this file how far the import came, and go on from there.")
  private @Nullable Path resume;

  @Option(names = "--fail-fast", description = "End at the first bad record.")
  private boolean failFast;

  @Option(
      names = "--batch-size",
      paramLabel = "COUNT",
      description = "Records a request. Default: ${DEFAULT-VALUE}.")
  private int batchSize = 500;

  @Option(
      names = "--in-flight",
      paramLabel = "COUNT",
      description = "Requests at a time, 1 to 64. Default: ${DEFAULT-VALUE}.")
  private int inFlight = 4;

  /** For picocli. */
  public ImportCommand() {}

  @Override
  protected Duration defaultDeadline() {
    return DEADLINE;
  }

  @Override
  protected int run(BlockingLarderClient client) throws IOException, InterruptedException {
    if (batchSize < 1 || inFlight < 1 || inFlight > MAX_IN_FLIGHT) {
      throw new UsageException(
          "--batch-size must be at least 1, --in-flight 1 to " + MAX_IN_FLIGHT);
    }
    String kind = kindAndFile.size() == 2 ? kindAndFile.get(0) : null;
    RecordFormat format = records.format(namespace, kind);
    Capabilities capabilities = client.capabilities();
    String file = kindAndFile.get(kindAndFile.size() - 1);
    int maxRecordBytes = records.maxRecordBytes(capabilities);
    try (RecordInput input = RecordInput.open(file, console(), records.isArray(), maxRecordBytes)) {
      Checkpoint start = start(input, kind);
      Acknowledgements acknowledgements = new Acknowledgements(start, resume);
      ImportLimits limits = ImportLimits.within(capabilities, batchSize, inFlight, failFast);
      return run(client, input, format, acknowledgements, limits);
    }
  }

  private Checkpoint start(RecordInput input, @Nullable String kind) throws IOException {
    String origin =
        String.join(
                " ", input.name(), input.size() + "B", "to", namespace, kind == null ? "" : kind)
            .strip();
    return resume == null ? Checkpoint.none(origin) : Checkpoint.read(resume, origin);
  }

  private int run(
      BlockingLarderClient client,
      RecordInput input,
      RecordFormat format,
      Acknowledgements acknowledgements,
      ImportLimits limits)
      throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    Checkpoint start = acknowledgements.checkpoint();
    ExecutorService senders = senders(limits.inFlight());
    boolean whole;
    try (Progress progress =
        new Progress(
            console(),
            "record",
            () -> acknowledgements.imported() - start.imported(),
            input.taken()::get,
            input.size())) {
      BadRecords badRecords =
          (number, why) -> progress.errorLine("larder: record " + number + ": " + why);
      progress.start();
      whole =
          new Importer(client, format, acknowledgements, badRecords, limits, senders)
              .run(input.reader());
    } finally {
      senders.shutdownNow();
    }
    summarize(start, acknowledgements, Duration.ofNanos(System.nanoTime() - startNanos), whole);
    return whole && acknowledgements.bad() == 0 ? ExitCodes.DONE : ExitCodes.MISS;
  }

  private static ExecutorService senders(int count) {
    AtomicInteger next = new AtomicInteger();
    return Executors.newFixedThreadPool(
        count, work -> new Thread(work, "larder-import-" + next.getAndIncrement()));
  }

  private void summarize(
      Checkpoint start, Acknowledgements acknowledgements, Duration elapsed, boolean whole) {
    long now = acknowledgements.imported() - start.imported();
    console()
        .line(
            options().isJson()
                ? new JsonLine()
                    .with("imported", now)
                    .with("bad", acknowledgements.bad())
                    .with("resumed_after", start.records())
                    .with("complete", whole)
                    .withSeconds("seconds", elapsed)
                    .text()
                : describe(start, acknowledgements, elapsed, whole));
  }

  private static String describe(
      Checkpoint start, Acknowledgements acknowledgements, Duration elapsed, boolean whole) {
    long now = acknowledgements.imported() - start.imported();
    double seconds = Math.max(1e-3, elapsed.toMillis() / 1e3);
    return String.format(
            Locale.ROOT,
            "Imported %s in %s (%,.0f/s)",
            Counts.of(now, "record"),
            Durations.rough(elapsed),
            now / seconds)
        + (start.records() > 0
            ? String.format(Locale.ROOT, ", after record %,d", start.records())
            : "")
        + String.format(Locale.ROOT, "; %,d bad", acknowledgements.bad())
        + (whole ? "" : "; the rest of the input was not read");
  }
}
