package dev.larder.cli;

import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.UsageException;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.InvalidateMode;
import dev.larder.client.InvalidateResult;
import dev.larder.client.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "invalidate",
    header = "Make objects stale, or remove them.",
    description =
        "One of 'invalidate NAMESPACE KIND ID...', 'invalidate NAMESPACE --kind KIND' and 'invalidate NAMESPACE --tag"
            + " TAG...'. What is absent is passed over. With --output json, invalidated is how many there were; it is"
            + " left out for tags, whose objects nobody has counted.")
final class InvalidateCommand extends ServerCommand {
  @Parameters(index = "0", paramLabel = "NAMESPACE", description = "The tenant.")
  private @Nullable String namespace;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "KIND ID",
      description = "A kind and the ids of the objects within it.")
  private List<String> kindAndIds = new ArrayList<>();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "All objects of this kind, in constant time.")
  private @Nullable String wholeKind;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description =
          "All objects that carry this tag, of whatever kind, in constant time. May be repeated.")
  private List<String> tags = new ArrayList<>();

  @Option(names = "--hard", description = "Remove them, rather than make them stale from now.")
  private boolean hard;

  @Override
  protected int run(BlockingLarderClient client) {
    InvalidateResult result = invalidate(client, hard ? InvalidateMode.HARD : InvalidateMode.SOFT);
    console().line(options().isJson() ? json(result) : describe(result));
    return ExitCodes.DONE;
  }

  private InvalidateResult invalidate(BlockingLarderClient client, InvalidateMode mode) {
    String tenant = String.valueOf(namespace);
    if (wholeKind != null && kindAndIds.isEmpty() && tags.isEmpty()) {
      return client.invalidateKind(tenant, wholeKind, mode);
    }
    if (wholeKind == null && kindAndIds.isEmpty() && !tags.isEmpty()) {
      return client.invalidateTags(tenant, tags, mode);
    }
    if (wholeKind != null || !tags.isEmpty() || kindAndIds.size() < 2) {
      throw new UsageException(
          "name a kind and ids, or --kind alone for all objects of a kind, or --tag alone");
    }
    List<Key> keys =
        kindAndIds.stream().skip(1).map(id -> Key.of(tenant, kindAndIds.get(0), id)).toList();
    return client.invalidate(keys, mode);
  }

  private static String json(InvalidateResult result) {
    JsonLine line = new JsonLine();
    if (isCounted(result)) {
      line.with("invalidated", result.invalidated());
    }
    return line.with("revision", result.revision()).text();
  }

  // Nobody counts what carries a tag.
  private static boolean isCounted(InvalidateResult result) {
    return result.invalidated() >= 0;
  }

  private static String describe(InvalidateResult result) {
    String reached = isCounted(result) ? " " + result.invalidated() : "";
    return "Invalidated" + reached + ", revision " + result.revision();
  }
}
