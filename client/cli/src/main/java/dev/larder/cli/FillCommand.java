package dev.larder.cli;

import dev.larder.cli.console.Durations;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.UsageException;
import dev.larder.client.Answer;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.Codec;
import dev.larder.client.Freshness;
import dev.larder.client.LarderClientBuilder;
import dev.larder.client.LarderException;
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
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "fill",
    header = "Print an object; when it is not there, have one caller run a command for it.",
    description = {
      "Prints the payload of a fresh object. Else COMMAND is run, and what it prints is stored and printed; of all"
          + " who ask at that time, on whatever machine, one runs it and the others wait for what it prints. When it"
          + " fails, or prints what cannot be stored, nobody runs it again for the time of --backoff. One that prints"
          + " nothing and succeeds has an empty object stored.",
      "Without a server it is run, and nothing is stored. A server that is there and slow, overloaded or being"
          + " restarted is given the time of --deadline first, by default 1m and no more than half of --wait. A"
          + " --deadline as long as --wait leaves the command no time when the server hangs.",
      "Options stand before COMMAND; what follows its first word is its own. A command that begins with a dash needs"
          + " -- before it. Of several steps: sh -c 'one | two'."
    },
    exitCodeList = {
      "  0:Printed. Also when it could not be stored: a line on standard error says so then.",
      "122:The command was not run, for it failed a short while ago, here or elsewhere; see --backoff.",
      "123:It is known that the object does not exist.",
      "124:The command, run here or elsewhere, took longer than --wait says.",
      "125:larder fill itself failed: its command line, the output, or the server refused.",
      "126:The command is there and cannot be run.",
      "127:There is no such command.",
      "any:Else that of the command, which failed."
    })
final class FillCommand extends ServerCommand {
  private static final Duration DEFAULT_WAIT = Duration.ofMinutes(10);

  // Where many start at once on a small machine each needs long to be heard; and whoever is not
  // heard runs the command.
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);
  private static final Duration LONGEST_LEASE = Duration.ofDays(1);
  private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);

  // Who has found something fresh may be chosen to refresh it ahead. Its part has ended when that
  // is printed: refused here and now, the lease is given back before the client is closed.
  private static final Executor NOWHERE =
      work -> {
        throw new RejectedExecutionException("it has what it asked for");
      };

  @Mixin private final KeyArguments arguments = new KeyArguments();

  @Parameters(
      index = "3..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      parameterConsumer = RestOfArguments.class,
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
          "How long in all to wait for the server and for the command, whoever runs it; then it is stopped here, or"
              + " no longer waited for. Default: 10m.")
  private Duration wait = DEFAULT_WAIT;

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      description =
          "After how long another caller runs the command when this one has died meanwhile, 100ms or more."
              + " Renewed while it runs. Default: 10s.")
  private Duration lease = LoadOptions.defaults().lease();

  @Option(
      names = "--backoff",
      paramLabel = "TIME",
      description =
          "How long nobody runs the command after it has failed, or printed what cannot be stored; 0 to 1h."
              + " Default: 1s.")
  private Duration backoff = Duration.ofSeconds(1);

  @Option(
      names = "--or-stale",
      description =
          "When the command fails, print what is stale, within its stale-if-error time. The exit code stays that"
              + " of the failure.")
  private boolean orStale;

  @Override
  protected Duration defaultDeadline() {
    if (wait.isZero()) {
      throw new UsageException("--wait must be longer than 0");
    }
    return shorter(PATIENCE, wait.dividedBy(2));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  protected LarderClientBuilder configure(LarderClientBuilder builder) {
    FillListener listener = new FillListener(console(), options().target(), form);
    return builder.listener(listener).loaderExecutor(NOWHERE);
  }

  @Override
  protected int run(BlockingLarderClient client) {
    PutCommand.requireLabel("--content-type", contentType);
    LoadOptions options = loadOptions();
    ShellCommand shell = new ShellCommand(command);
    StopSignal signal = StopSignal.listen(() -> stop(client, shell));
    try {
      return fill(client, shell, options);
    } finally {
      // What was begun is sent before the process may go.
      client.close();
      signal.end();
    }
  }

  // Whoever only waits does not wait to the end: gone by then, it might be sent to run the command
  // in its last moment, most likely where many are stopped at once.
  private static boolean stop(BlockingLarderClient client, ShellCommand shell) {
    boolean wasAsked = shell.stop();
    client.async().endWaits();
    return wasAsked;
  }

  private LoadOptions loadOptions() {
    requireWithin("--lease", lease, SHORTEST_LEASE, LONGEST_LEASE);
    requireWithin("--backoff", backoff, Duration.ZERO, LONGEST_BACKOFF);
    return LoadOptions.defaults()
        .withRead(ReadOptions.of(Freshness.FRESH_ONLY).withMaxAge(maxAge))
        .withTimeout(wait)
        // Together with the patience it leaves the command a quarter when the server hangs.
        .withMaxWait(shorter(LoadOptions.defaults().maxWait(), wait.dividedBy(4)))
        .withLease(lease)
        .withBackoff(new CommandBackoff(backoff));
  }

  private static void requireWithin(
      String option, Duration value, Duration least, Duration longest) {
    if (value.compareTo(least) < 0 || value.compareTo(longest) > 0) {
      throw new UsageException(
          String.format(
              "%s must be %s to %s, not %s",
              option, Durations.exact(least), Durations.exact(longest), Durations.exact(value)));
    }
  }

  private int fill(BlockingLarderClient client, ShellCommand shell, LoadOptions options) {
    TimeLimit limit = TimeLimit.of(wait);
    try {
      Answer<Payload> answer =
          client.getOrLoad(
              arguments.key(), Codec.payload(), key -> loaded(shell.run(limit.left())), options);
      return answer.value().isPresent() ? print(answer.value().get()) : negative();
    } catch (LoadFailedException failure) {
      return failed(client, FillFailure.of(failure));
    } catch (LarderException refused) {
      if (refused.code() == LarderException.Code.CANCELLED) {
        console().errorLine("larder: stopped while waiting for the command");
        return FillExitCodes.TERMINATED;
      }
      throw inTermsOfOptions(refused);
    }
  }

  private Loaded<Payload> loaded(byte[] output) throws CommandFailure {
    return Loaded.of(payload(output))
        .with(PutOptions.defaults().withLifetime(lifetime.lifetime()).withContentType(contentType));
  }

  private Payload payload(byte[] output) throws CommandFailure {
    try {
      return form.payload(output);
    } catch (UsageException unformed) {
      throw CommandFailure.unformed(output, unformed);
    }
  }

  // The most that a lease may be is a setting of the server.
  private static RuntimeException inTermsOfOptions(LarderException refused) {
    return refused.violations().stream()
        .filter(violation -> violation.field().equals("fill.lease"))
        .findFirst()
        .<RuntimeException>map(
            violation ->
                new UsageException(
                    "--lease " + violation.description() + ", says the server", refused))
        .orElse(refused);
  }

  private int print(Payload payload) {
    return print(payload.toByteArray());
  }

  private int print(byte[] output) {
    console().write(output);
    if (console().terminals().out()) {
      console().write("\n".getBytes(StandardCharsets.UTF_8));
    }
    console().flush();
    return FillExitCodes.DONE;
  }

  private int negative() {
    console().errorLine("NEGATIVE: " + arguments.key() + " does not exist, said the origin");
    return FillExitCodes.NEGATIVE;
  }

  private int failed(BlockingLarderClient client, FillFailure failure) {
    console().errorLine("larder: " + failure.what());
    Optional<byte[]> output = failure.output();
    if (output.isPresent()) {
      return print(output.get());
    }
    if (orStale) {
      stale(client).ifPresent(this::print);
    }
    return failure.exitCode();
  }

  private Optional<Payload> stale(BlockingLarderClient client) {
    try {
      // The command has failed: nobody is spared its run by more patience.
      Read<Payload> read =
          client
              .withDeadline(options().deadline(LarderClientBuilder.DEFAULT_DEADLINE))
              .get(
                  arguments.key(),
                  Codec.payload(),
                  ReadOptions.of(Freshness.STALE_IF_ERROR).withMaxAge(maxAge));
      return read.value();
    } catch (LarderException failure) {
      console().errorLine("larder: " + ServerFailure.of(failure, options().target()).what());
      return Optional.empty();
    }
  }
}
