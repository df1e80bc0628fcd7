package dev.larder.cli;

import dev.larder.cli.console.ByteSizes;
import dev.larder.cli.console.Counts;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.TextTable;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.Eviction;
import dev.larder.client.KindPolicy;
import dev.larder.client.Namespace;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "namespaces",
    header = "List, change and delete namespaces.",
    description = "A namespace comes into being with its first object, or with 'namespaces set'.",
    subcommands = {
      NamespacesCommand.ListNamespaces.class,
      NamespacesCommand.Get.class,
      NamespacesCommand.Set.class,
      NamespacesCommand.Delete.class
    })
final class NamespacesCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Missing command: list, get, set or delete");
    }
  }

  @Command(name = "list", header = "List the namespaces.")
  static final class ListNamespaces extends ServerCommand {
    @Override
    protected int run(BlockingLarderClient client) {
      try (Stream<Namespace> all = client.admin().listNamespaces()) {
        if (options().isJson()) {
          all.forEach(namespace -> console().line(json(namespace)));
        } else {
          print(table(all.toList()), "There are no namespaces.");
        }
      }
      return ExitCodes.DONE;
    }
  }

  @Command(name = "get", header = "Print a namespace's settings.")
  static final class Get extends ServerCommand {
    @Parameters(index = "0", paramLabel = "NAMESPACE", description = "Its name.")
    private @Nullable String name;

    @Override
    protected int run(BlockingLarderClient client) {
      Namespace namespace = client.admin().getNamespace(String.valueOf(name));
      if (options().isJson()) {
        console().line(json(namespace));
      } else {
        print(table(List.of(namespace)), "");
      }
      return ExitCodes.DONE;
    }
  }

  @Command(
      name = "set",
      aliases = "put",
      header = "Create a namespace, or change some of its settings.",
      description = "What is not named stays as it is.")
  static final class Set extends ServerCommand {
    @Parameters(index = "0", paramLabel = "NAMESPACE", description = "Its name.")
    private @Nullable String name;

    @Option(
        names = "--max-bytes",
        paramLabel = "SIZE",
        description = "The most bytes that it may hold: 512M, 2G; 0 for no limit.")
    private @Nullable String maxBytes;

    @Option(
        names = "--max-objects",
        paramLabel = "COUNT",
        description = "The most objects that it may hold; 0 for no limit.")
    private @Nullable Long maxObjects;

    @Option(
        names = "--eviction",
        paramLabel = "RULE",
        description =
            "What happens at a limit: ${COMPLETION-CANDIDATES}. lru and oldest-fetch make room; reject refuses puts.")
    private @Nullable EvictionName eviction;

    @Override
    protected int run(BlockingLarderClient client) {
      Long bytes = maxBytes == null ? null : (Long) ByteSizes.parse(maxBytes);
      Namespace changed =
          client.admin().updateNamespace(String.valueOf(name), current -> change(current, bytes));
      if (options().isJson()) {
        console().line(json(changed));
      } else {
        print(table(List.of(changed)), "");
      }
      return ExitCodes.DONE;
    }

    private Namespace change(Namespace current, @Nullable Long bytes) {
      return current
          .withMaxBytes(bytes == null ? current.maxBytes() : bytes)
          .withMaxObjects(maxObjects == null ? current.maxObjects() : maxObjects)
          .withEviction(eviction == null ? current.eviction() : eviction.eviction());
    }
  }

  @Command(name = "delete", header = "Delete a namespace with its settings and objects.")
  static final class Delete extends ServerCommand {
    @Parameters(index = "0", paramLabel = "NAMESPACE", description = "Its name.")
    private @Nullable String name;

    @Option(names = "--if-etag", paramLabel = "ETAG", description = "Only when this is its etag.")
    private String etag = "";

    @Mixin private final Confirmation confirmation = new Confirmation();

    @Override
    protected int run(BlockingLarderClient client) throws IOException {
      confirmation.require(console(), "This deletes " + name + " with its settings and objects.");
      long removed = client.admin().deleteNamespace(String.valueOf(name), etag);
      console()
          .line(
              options().isJson()
                  ? new JsonLine().with("namespace", name).with("removed", removed).text()
                  : "Deleted "
                      + TextTable.printable(String.valueOf(name))
                      + " and "
                      + Counts.of(removed, "object"));
      return ExitCodes.DONE;
    }
  }

  /** What happens at a limit, as it is written on the command line. */
  enum EvictionName {
    LRU(Eviction.LRU),
    OLDEST_FETCH(Eviction.OLDEST_FETCH),
    REJECT(Eviction.REJECT);

    private final Eviction eviction;

    EvictionName(Eviction eviction) {
      this.eviction = eviction;
    }

    Eviction eviction() {
      return eviction;
    }

    @Override
    public String toString() {
      return NamespacesCommand.name(eviction);
    }
  }

  private static String name(Eviction eviction) {
    return eviction.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String json(Namespace namespace) {
    return new JsonLine()
        .with("namespace", namespace.name())
        .with("max_bytes", namespace.maxBytes())
        .with("max_objects", namespace.maxObjects())
        .with("eviction", name(namespace.eviction()))
        .with("kinds", namespace.kinds().stream().map(KindPolicy::kind).toList())
        .with("etag", namespace.etag())
        .text();
  }

  private static TextTable table(List<Namespace> namespaces) {
    TextTable table = TextTable.of("NAMESPACE", ">MAX BYTES", ">MAX OBJECTS", "EVICTION", "KINDS");
    for (Namespace namespace : namespaces) {
      table.row(
          namespace.name(),
          namespace.maxBytes() == 0 ? "-" : ByteSizes.rough(namespace.maxBytes()),
          namespace.maxObjects() == 0 ? "-" : String.format("%,d", namespace.maxObjects()),
          name(namespace.eviction()),
          String.join(" ", namespace.kinds().stream().map(KindPolicy::kind).toList()));
    }
    return table;
  }
}
