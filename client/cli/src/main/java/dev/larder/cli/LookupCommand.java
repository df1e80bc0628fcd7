package dev.larder.cli;

import dev.larder.cli.console.Durations;
import dev.larder.cli.console.EntryJson;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.TextTable;
import dev.larder.cli.console.UsageException;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.CachedObject;
import dev.larder.client.Codec;
import dev.larder.client.Lookup;
import dev.larder.client.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "lookup",
    header = "Find objects by an index term.",
    description =
        "Prints every object that has the value in any of the fields, in the order of their ids; without a value,"
            + " every object of the kind. Case is disregarded in the fields that the kind folds (see 'kinds set').")
final class LookupCommand extends ServerCommand {
  private static final int LARGEST_PAGE = 1000;
  private static final int FULL_PAGE = 500;
  private static final int EXCERPT_COLUMNS = 60;

  @Parameters(index = "0", paramLabel = "NAMESPACE", description = "The tenant.")
  private @Nullable String namespace;

  @Parameters(index = "1", paramLabel = "KIND", description = "The type of the objects.")
  private @Nullable String kind;

  @Option(
      names = "--field",
      split = ",",
      paramLabel = "FIELD",
      description = "The fields that are searched: name,email. Default: all.")
  private List<String> fields = new ArrayList<>();

  @Option(names = "--value", paramLabel = "VALUE", description = "The value, compared whole.")
  private @Nullable String value;

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      description = "Print at most so many. Default: all.")
  private @Nullable Integer limit;

  @Mixin private final ReadPolicyOptions policy = new ReadPolicyOptions();

  @Override
  protected int run(BlockingLarderClient client) {
    if (value != null && value.isEmpty()) {
      throw new UsageException("--value: no value; leave it out to find every object of the kind");
    }
    if (limit != null && limit < 1) {
      throw new UsageException("--limit: at least 1, not " + limit);
    }
    int pageSize = limit == null ? FULL_PAGE : Math.max(1, Math.min(limit, LARGEST_PAGE));
    Lookup lookup =
        new Lookup(
            String.valueOf(namespace),
            String.valueOf(kind),
            fields,
            value == null ? "" : value,
            policy.options(),
            pageSize);
    try (Stream<CachedObject<Payload>> all = client.lookupAll(lookup, Codec.payload())) {
      Stream<CachedObject<Payload>> wanted = limit == null ? all : all.limit(limit);
      if (options().isJson()) {
        wanted.forEach(object -> console().line(json(object)));
      } else {
        printTable(wanted);
      }
    }
    return ExitCodes.DONE;
  }

  private static String json(CachedObject<Payload> object) {
    return new JsonLine().with(line -> EntryJson.served(line, object)).text();
  }

  private void printTable(Stream<CachedObject<Payload>> objects) {
    TextTable table = TextTable.of("ID", ">AGE", ">FRESH FOR", ">SIZE", "PAYLOAD");
    objects.forEach(object -> addRow(table, object));
    print(table, "Nothing found.");
  }

  private static void addRow(TextTable table, CachedObject<Payload> object) {
    Payload payload = object.valueOrNull();
    table.row(
        object.key().id(),
        Durations.rough(object.age()),
        object.freshFor().isNegative() ? "stale" : Durations.rough(object.freshFor()),
        payload == null ? "" : dev.larder.cli.console.ByteSizes.rough(payload.size()),
        EntryJson.excerpt(payload, EXCERPT_COLUMNS));
  }
}
