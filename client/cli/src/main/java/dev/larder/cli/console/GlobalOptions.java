package dev.larder.cli.console;

import dev.larder.client.LarderClient;
import dev.larder.client.LarderClientBuilder;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command, before or after its name. */
public final class GlobalOptions {
  /** The name of the mixin at the root command. */
  public static final String MIXIN = "global";

  private static final String TARGET_VARIABLE = "LARDER_TARGET";

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      scope = ScopeType.INHERIT,
      description =
          "Where the server listens: host:port, [ipv6]:port or unix:/path. Default: the variable LARDER_TARGET, else "
              + LarderClientBuilder.DEFAULT_TARGET
              + ".")
  private @Nullable String target;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      scope = ScopeType.INHERIT,
      description =
          "How long each call to the server may take: 500ms, 5s, 1m. Default: 5s; for fill 1m; for"
              + " import, export and bench 30s.")
  private @Nullable Duration deadline;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description =
          "table for people, or json: one object a line, with field names that stay. Default: table.")
  private OutputFormat output = OutputFormat.TABLE;

  private final Console console;
  private final @Nullable String targetOfEnvironment;

  /** Of a program with these streams, and the environment of this process. */
  public GlobalOptions(Console console) {
    this(console, System.getenv(TARGET_VARIABLE));
  }

  GlobalOptions(Console console, @Nullable String targetOfEnvironment) {
    this.console = console;
    this.targetOfEnvironment = targetOfEnvironment;
  }

  /** The options of the command line that a command belongs to. */
  public static GlobalOptions of(CommandSpec command) {
    CommandSpec mixin = Objects.requireNonNull(command.root().mixins().get(MIXIN), MIXIN);
    return (GlobalOptions) mixin.userObject();
  }

  /** The streams. */
  public Console console() {
    return console;
  }

  /** Where the server listens. */
  public String target() {
    if (target != null) {
      return target;
    }
    return targetOfEnvironment == null ? LarderClientBuilder.DEFAULT_TARGET : targetOfEnvironment;
  }

  /** How long each call may take, or {@code otherwise} when the user did not say. */
  public Duration deadline(Duration otherwise) {
    return deadline == null ? otherwise : deadline;
  }

  /** True for {@link OutputFormat#JSON}. */
  public boolean isJson() {
    return output == OutputFormat.JSON;
  }

  /** A client of that server. It connects on its first call. */
  public LarderClient connect(Duration defaultDeadline) {
    return connect(defaultDeadline, builder -> builder);
  }

  /** The same, with what else a command wants of it. */
  public LarderClient connect(
      Duration defaultDeadline, UnaryOperator<LarderClientBuilder> settings) {
    Duration chosen = deadline(defaultDeadline);
    if (chosen.isZero()) {
      throw new UsageException("--deadline must be longer than 0");
    }
    try {
      LarderClientBuilder builder = LarderClient.builder().target(target()).deadline(chosen);
      return settings.apply(builder).build();
    } catch (IllegalArgumentException unknownTarget) {
      String given = target == null ? TARGET_VARIABLE : "--target";
      throw new UsageException(given + ": " + unknownTarget.getMessage(), unknownTarget);
    }
  }
}
