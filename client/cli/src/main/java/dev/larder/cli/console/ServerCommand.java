package dev.larder.cli.console;

import dev.larder.client.BlockingLarderClient;
import dev.larder.client.LarderClient;
import dev.larder.client.LarderClientBuilder;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that talks to a server. */
@Command
public abstract class ServerCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  /** For picocli, which sets the fields. */
  protected ServerCommand() {}

  /** Connects, runs, prints and disconnects. Answers the exit code. */
  @Override
  public final Integer call() throws Exception {
    try (LarderClient client = options().connect(defaultDeadline(), this::configure)) {
      int code = run(client.blocking());
      console().flush();
      return code;
    }
  }

  /** Does the command's work; answers one of {@link ExitCodes}. */
  protected abstract int run(BlockingLarderClient client) throws Exception;

  /** How long each call may take when the user does not say. */
  protected Duration defaultDeadline() {
    return LarderClientBuilder.DEFAULT_DEADLINE;
  }

  /** What the command wants of its client, beyond the options of every command. */
  protected LarderClientBuilder configure(LarderClientBuilder builder) {
    return builder;
  }

  /** The options of every command. */
  protected final GlobalOptions options() {
    if (spec == null) {
      throw new IllegalStateException("not run by picocli");
    }
    return GlobalOptions.of(spec);
  }

  /** The streams. */
  protected final Console console() {
    return options().console();
  }

  /** Prints a table, or its note when it has no rows. */
  protected final void print(TextTable table, String whenEmpty) {
    if (table.isEmpty()) {
      console().errorLine(whenEmpty);
    } else {
      table.lines().forEach(console()::line);
    }
  }
}
