package dev.larder.cli;

import dev.larder.cli.console.CollectionText;
import dev.larder.cli.console.EntryJson;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.transfer.ReplaceCommand;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.CachedObject;
import dev.larder.client.Codec;
import dev.larder.client.CollectionPage;
import dev.larder.client.CollectionRef;
import dev.larder.client.Payload;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "collection",
    header = "Print and replace collections: sets of objects that belong together.",
    description =
        "A collection is fresh only if the whole of it was stored, and it and every member of it are fresh.",
    subcommands = {CollectionCommand.Get.class, ReplaceCommand.class})
final class CollectionCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Missing command: get or replace");
    }
  }

  @Command(
      name = "get",
      header = "Print the members of a collection, a line of JSON each, as lookup does.",
      description =
          "What was found, and how the collection is, goes to standard error. When nothing may be served, it exits"
              + " with 1.")
  static final class Get extends ServerCommand {
    private static final int PAGE = 500;

    @Parameters(index = "0", paramLabel = "NAMESPACE", description = "The tenant.")
    private @Nullable String namespace;

    @Parameters(index = "1", paramLabel = "KIND", description = "The type of the members.")
    private @Nullable String kind;

    @Parameters(index = "2", paramLabel = "COLLECTION", description = "The collection.")
    private @Nullable String collection;

    @Mixin private final ReadPolicyOptions policy = new ReadPolicyOptions();

    @Override
    protected int run(BlockingLarderClient client) {
      CollectionRef ref =
          CollectionRef.of(
              String.valueOf(namespace), String.valueOf(kind), String.valueOf(collection));
      CollectionPage<Payload> page = page(client, ref, "");
      console().errorLine(page.outcome() + ": " + CollectionText.of(page.state()));
      print(page);
      while (!page.nextPageToken().isEmpty()) {
        page = page(client, ref, page.nextPageToken());
        print(page);
      }
      return page.outcome().isHit() ? ExitCodes.DONE : ExitCodes.MISS;
    }

    private CollectionPage<Payload> page(
        BlockingLarderClient client, CollectionRef ref, String token) {
      return client.collections().get(ref, Codec.payload(), policy.options(), PAGE, token);
    }

    private void print(CollectionPage<Payload> page) {
      page.members().forEach(member -> console().line(json(member)));
    }

    private static String json(CachedObject<Payload> member) {
      return new JsonLine().with(line -> EntryJson.served(line, member)).text();
    }
  }
}
