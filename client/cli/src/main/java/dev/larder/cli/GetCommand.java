package dev.larder.cli;

import dev.larder.cli.console.EntryJson;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.ServerCommand;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.Codec;
import dev.larder.client.Key;
import dev.larder.client.Outcome;
import dev.larder.client.Payload;
import dev.larder.client.PayloadView;
import dev.larder.client.Read;
import dev.larder.client.ReadOptions;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "get",
    header = "Print an object's payload, and nothing else.",
    description =
        "Prints the payload's bytes (on a terminal, with a line end after them). When nothing may be served, it"
            + " says why on standard error and exits with 1. With --output json it prints an object with the"
            + " outcome, for misses too.")
final class GetCommand extends ServerCommand {
  @Mixin private final KeyArguments arguments = new KeyArguments();
  @Mixin private final ReadPolicyOptions policy = new ReadPolicyOptions();

  @Option(
      names = "--if-none-match",
      paramLabel = "ETAG",
      description =
          "The etag of the copy that you have: when it is still current, no payload is sent.")
  private @Nullable String ifNoneMatch;

  @Option(names = "--no-payload", description = "Ask for the metadata alone; with --output json.")
  private boolean noPayload;

  @Override
  protected int run(BlockingLarderClient client) {
    ReadOptions options =
        policy
            .options()
            .withIfNoneMatch(ifNoneMatch)
            .withView(noPayload ? PayloadView.NONE : PayloadView.STORED);
    Key key = arguments.key();
    Read<Payload> read = client.get(key, Codec.payload(), options);
    if (options().isJson()) {
      console().line(json(key, read));
    } else {
      print(key, read);
    }
    return read.isHit() || read.outcome() == Outcome.NOT_MODIFIED ? ExitCodes.DONE : ExitCodes.MISS;
  }

  private static String json(Key key, Read<Payload> read) {
    JsonLine line = new JsonLine().with("outcome", read.outcome().name());
    read.object()
        .ifPresentOrElse(object -> EntryJson.served(line, object), () -> EntryJson.key(line, key));
    return line.with("read_revision", read.readRevision()).text();
  }

  private void print(Key key, Read<Payload> read) {
    if (!read.isHit()) {
      console().errorLine(read.outcome() + ": " + key + " " + reason(read.outcome()));
    }
    read.value().ifPresent(payload -> console().write(payload.toByteArray()));
    if (read.isHit() && console().terminals().out()) {
      console().write("\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String reason(Outcome outcome) {
    return switch (outcome) {
      case NOT_MODIFIED -> "is what you have";
      case NEGATIVE -> "does not exist, said the origin";
      case MISS_STALE -> "is too old; --freshness any accepts any age";
      case MISS_DELETED -> "was deleted";
      case MISS_BYPASSED -> "was not looked for: ask the origin, then put";
      default -> "is not there";
    };
  }
}
