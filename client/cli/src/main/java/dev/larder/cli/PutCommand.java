package dev.larder.cli;

import dev.larder.cli.console.EntryJson;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.TextTable;
import dev.larder.cli.console.UsageException;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.Codec;
import dev.larder.client.IndexTerm;
import dev.larder.client.Key;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import dev.larder.client.PutOptions;
import dev.larder.client.PutResult;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "put",
    header = "Store an object.",
    description =
        "The value is one of VALUE, --json, --text, --data, --file or --negative; without any it is read from standard"
            + " input. Terms, tags and the rest replace what the object had before.")
final class PutCommand extends ServerCommand {
  @Mixin private final KeyArguments arguments = new KeyArguments();

  @Parameters(
      index = "3",
      arity = "0..1",
      paramLabel = "VALUE",
      description = "The value, in the form that --as says.")
  private @Nullable String argument;

  @Mixin private final ValueOptions value = new ValueOptions();
  @Mixin private final LifetimeOptions lifetime = new LifetimeOptions();

  @Option(
      names = "--term",
      paramLabel = "FIELD=VALUE",
      description = "A term under which lookup finds the object: name=Ada. May be repeated.")
  private List<String> terms = new ArrayList<>();

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description = "A tag by which invalidate reaches the object. May be repeated.")
  private List<String> tags = new ArrayList<>();

  @Option(
      names = "--fetch-time",
      paramLabel = "INSTANT",
      description =
          "When the origin was asked: 2025-01-31T12:00:00Z. Default: now, as which a time in the future counts.")
  private @Nullable Instant fetchTime;

  @Option(
      names = "--origin-validator",
      paramLabel = "TEXT",
      description = "The origin's own ETag or Last-Modified, for whoever refreshes.")
  private String originValidator = "";

  @Option(
      names = "--content-type",
      paramLabel = "TYPE",
      description = "The media type: application/json.")
  private @Nullable String contentType;

  @Option(
      names = "--content-encoding",
      paramLabel = "CODING",
      description =
          "The coding that the bytes have already, such as gzip. Kept and handed back; nothing is packed or"
              + " unpacked.")
  private @Nullable String contentEncoding;

  @ArgGroup(exclusive = true)
  private @Nullable PreconditionOptions precondition;

  @Override
  protected int run(BlockingLarderClient client) throws IOException {
    requireLabel("--content-type", contentType);
    requireLabel("--content-encoding", contentEncoding);
    Key key = arguments.key();
    PutOptions options = putOptions();
    Payload payload = value.payloadOrNull(argument, console());
    PutResult result = client.put(new Put<>(key, payload, options), Codec.payload());
    console().line(options().isJson() ? json(key, result) : describe(key, result));
    return ExitCodes.DONE;
  }

  // Whoever serves the object puts it into a header of HTTP.
  static void requireLabel(String option, @Nullable String label) {
    if (label != null && label.codePoints().anyMatch(Character::isISOControl)) {
      throw new UsageException(option + ": no line ends and other control characters");
    }
  }

  private PutOptions putOptions() {
    return PutOptions.defaults()
        .withLifetime(lifetime.lifetime())
        .withIndexTerms(terms.stream().map(PutCommand::term).toList())
        .withTags(tags)
        .withFetchTime(fetchTime)
        .withOriginValidator(originValidator)
        .withContentType(contentType)
        .withContentEncoding(contentEncoding)
        .withPrecondition(precondition == null ? null : precondition.precondition());
  }

  private static IndexTerm term(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new UsageException("--term " + text + ": write FIELD=VALUE, as in --term name=Ada");
    }
    return IndexTerm.of(text.substring(0, equals), text.substring(equals + 1));
  }

  private static String json(Key key, PutResult result) {
    JsonLine line = new JsonLine();
    EntryJson.key(line, key);
    return line.with("revision", result.revision())
        .with("etag", result.etag())
        .with("payload_changed", result.payloadChanged())
        .text();
  }

  private static String describe(Key key, PutResult result) {
    String etag = result.etag().isEmpty() ? "negative" : "etag " + result.etag();
    String change = result.payloadChanged() ? "" : ", same payload as before";
    return TextTable.printable(key.toString())
        + ": revision "
        + result.revision()
        + ", "
        + etag
        + change;
  }
}
