package dev.larder.cli;

import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.UsageException;
import dev.larder.client.Answer;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.Codec;
import dev.larder.client.Freshness;
import dev.larder.client.Key;
import dev.larder.client.LarderException;
import dev.larder.client.LarderListener;
import dev.larder.client.LoadFailedException;
import dev.larder.client.LoadOptions;
import dev.larder.client.Loaded;
import dev.larder.client.Payload;
import dev.larder.client.PutOptions;
import dev.larder.client.Read;
import dev.larder.client.ReadOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "fill",
    header = "Print an object; when it is not there, have one caller run a command for it.",
    description =
        "Prints the payload of a fresh object. Else COMMAND is run, and what it prints is stored and printed; of all"
            + " who ask at that time, on whatever machine, one runs it and the others wait for what it prints. Write"
            + " -- before the command. When it fails this exits with the command's exit code, and for the time of"
            + " --backoff nobody runs it again: they exit with 5. Without a server the command is run, and nothing"
            + " is stored.")
final class FillCommand extends ServerCommand {
  private static final Duration DEFAULT_WAIT = Duration.ofMinutes(10);

  @Mixin private final KeyArguments arguments = new KeyArguments();

  @Parameters(
      index = "3..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The command and its arguments. Its standard error is not kept.")
  private List<String> command = new ArrayList<>();

  @Mixin private final LifetimeOptions lifetime = new LifetimeOptions();

  @Option(
      names = "--as",
      paramLabel = "FORM",
      defaultValue = "auto",
      description =
          "The form of what the command prints: json, data, or auto, which is json when it begins with { or [ and"
              + " data otherwise. Default: auto.")
  private ValueOptions.Form form = ValueOptions.Form.AUTO;

  @Option(
      names = "--content-type",
      paramLabel = "TYPE",
      description = "The media type of what the command prints: application/json.")
  private @Nullable String contentType;

  @Option(names = "--max-age", paramLabel = "TIME", description = "Nothing older than this.")
  private @Nullable Duration maxAge;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description =
          "How long in all to wait for the command, whoever runs it; then it is stopped here, or no longer waited"
              + " for. Default: 10m.")
  private Duration wait = DEFAULT_WAIT;

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      description =
          "After how long another caller runs the command when this one has died meanwhile. Renewed while it"
              + " runs. Default: 10s.")
  private Duration lease = LoadOptions.defaults().lease();

  @Option(
      names = "--backoff",
      paramLabel = "TIME",
      description =
          "How long nobody runs the command after it has failed; at most 1h. Default: 1s.")
  private Duration backoff = Duration.ofSeconds(1);

  @Option(
      names = "--or-stale",
      description =
          "When the command fails, print what is stale, within its stale-if-error time. The exit code stays that"
              + " of the failure.")
  private boolean orStale;

  @Override
  protected int run(BlockingLarderClient client) throws Exception {
    PutCommand.requireLabel("--content-type", contentType);
    LoadOptions options = loadOptions();
    ShellCommand shell = new ShellCommand(command);
    StopSignal signal = StopSignal.listen(shell::stop);
    try {
      Optional<Payload> fresh = fresh(client, options.read());
      return fresh.isPresent() ? print(fresh.get()) : fill(client, shell, options);
    } finally {
      if (signal.wasGiven()) {
        client.close();
      }
      signal.end();
    }
  }

  @Override
  protected LarderListener listener() {
    return new LarderListener() {
      @Override
      public void cacheReadFailed(Key key, LarderException failure) {
        console()
            .errorLine(
                "larder: running the command without the cache at "
                    + options().target()
                    + ": "
                    + failure.getMessage());
      }

      @Override
      public void cacheWriteFailed(Key key, LarderException failure) {
        console().errorLine("larder: not stored: " + failure.getMessage());
      }
    };
  }

  private LoadOptions loadOptions() {
    if (wait.isZero() || lease.isZero()) {
      throw new UsageException("--wait and --lease must be longer than 0");
    }
    return LoadOptions.defaults()
        .withRead(ReadOptions.of(Freshness.FRESH_ONLY).withMaxAge(maxAge))
        .withTimeout(wait)
        .withLease(lease)
        .withBackoff(
            failure -> failure instanceof CommandFailure ended ? ended.backoff(backoff) : backoff);
  }

  // Who has found it has no part in its refresh ahead: a command cannot go on after its end.
  private Optional<Payload> fresh(BlockingLarderClient client, ReadOptions read) {
    try {
      return client.get(arguments.key(), Codec.payload(), read).value();
    } catch (LarderException failure) {
      return Optional.empty();
    }
  }

  private int fill(BlockingLarderClient client, ShellCommand shell, LoadOptions options)
      throws Exception {
    Thread here = Thread.currentThread();
    try {
      Answer<Payload> answer =
          client.getOrLoad(
              arguments.key(),
              Codec.payload(),
              key -> {
                if (Thread.currentThread() != here) {
                  throw CommandFailure.stopped();
                }
                return loaded(shell.run(wait));
              },
              options);
      return answer.value().isPresent() ? print(answer.value().get()) : negative();
    } catch (LoadFailedException failure) {
      return failed(client, failure);
    }
  }

  private Loaded<Payload> loaded(byte[] output) {
    return Loaded.of(form.payload(output))
        .with(PutOptions.defaults().withLifetime(lifetime.lifetime()).withContentType(contentType));
  }

  private int print(Payload payload) {
    console().write(payload.toByteArray());
    if (console().terminals().out()) {
      console().write("\n".getBytes(StandardCharsets.UTF_8));
    }
    return ExitCodes.DONE;
  }

  private int negative() {
    console().errorLine("NEGATIVE: " + arguments.key() + " does not exist, said the origin");
    return ExitCodes.MISS;
  }

  private int failed(BlockingLarderClient client, LoadFailedException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof UsageException unformed) {
      throw unformed;
    }
    console().errorLine("larder: " + describe(failure));
    if (orStale) {
      stale(client).ifPresent(this::print);
    }
    if (cause instanceof CommandFailure command) {
      return command.exitCode();
    }
    return failure.retryAfter().isPresent() ? ExitCodes.BACKOFF : ExitCodes.UNAVAILABLE;
  }

  private static String describe(LoadFailedException failure) {
    return failure
        .retryAfter()
        .map(
            time ->
                String.valueOf(failure.getCause() == null ? "" : failure.getCause().getMessage())
                    + "; it is not run again for "
                    + time.toMillis()
                    + " ms")
        .orElseGet(
            () ->
                failure.getCause() instanceof TimeoutException
                    ? "the command took longer than --wait says"
                    : String.valueOf(failure.getCause()));
  }

  private Optional<Payload> stale(BlockingLarderClient client) {
    try {
      Read<Payload> read =
          client.get(
              arguments.key(),
              Codec.payload(),
              ReadOptions.of(Freshness.STALE_IF_ERROR).withMaxAge(maxAge));
      return read.value();
    } catch (LarderException failure) {
      console().errorLine("larder: " + failure.getMessage());
      return Optional.empty();
    }
  }
}
