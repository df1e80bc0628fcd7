package dev.larder.cli;

import dev.larder.cli.console.Counts;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.UsageException;
import dev.larder.client.BlockingAdminClient;
import dev.larder.client.BlockingLarderClient;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "clear",
    header = "Remove all objects of a kind, a namespace or the server.",
    description = "Takes constant time. Settings stay and revisions go on.")
final class ClearCommand extends ServerCommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "NAMESPACE", description = "The tenant.")
  private @Nullable String namespace;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "KIND",
      description = "Only this kind. Default: all of the namespace.")
  private @Nullable String kind;

  @Option(names = "--all", description = "Every object of the server.")
  private boolean all;

  @Mixin private final Confirmation confirmation = new Confirmation();

  @Override
  protected int run(BlockingLarderClient client) throws IOException {
    if (all == (namespace != null)) {
      throw new UsageException("name a NAMESPACE, or say --all");
    }
    confirmation.require(console(), "This removes " + target() + ".");
    long removed = clear(client.admin());
    console()
        .line(
            options().isJson()
                ? new JsonLine().with("removed", removed).text()
                : "Removed " + Counts.of(removed, "object"));
    return ExitCodes.DONE;
  }

  private String target() {
    if (namespace == null) {
      return "every object of the server";
    }
    return "every object of " + namespace + (kind == null ? "" : "/" + kind);
  }

  private long clear(BlockingAdminClient admin) {
    if (namespace == null) {
      return admin.clearAll();
    }
    return kind == null ? admin.clearNamespace(namespace) : admin.clearKind(namespace, kind);
  }
}
