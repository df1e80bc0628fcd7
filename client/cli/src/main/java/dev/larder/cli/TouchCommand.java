package dev.larder.cli;

import dev.larder.cli.console.EntryJson;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.TextTable;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.TouchResult;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "touch",
    header = "Renew objects that the origin reported as unchanged.",
    description =
        "They are fresh again, their payloads untouched. Exits with 1 when one of them is not there.")
final class TouchCommand extends ServerCommand {
  @Mixin private final KeysArguments arguments = new KeysArguments();
  @Mixin private final LifetimeOptions lifetime = new LifetimeOptions();

  @Override
  protected int run(BlockingLarderClient client) {
    List<TouchResult> results = client.touch(arguments.keys(), lifetime.lifetime());
    results.forEach(result -> console().line(options().isJson() ? json(result) : describe(result)));
    return results.stream().allMatch(TouchResult::touched) ? ExitCodes.DONE : ExitCodes.MISS;
  }

  private static String json(TouchResult result) {
    JsonLine line = new JsonLine();
    EntryJson.key(line, result.key());
    return line.with("touched", result.touched()).with("revision", result.revision()).text();
  }

  private static String describe(TouchResult result) {
    return TextTable.printable(result.key().toString())
        + (result.touched() ? ": revision " + result.revision() : ": not there");
  }
}
