package dev.larder.cli;

import dev.larder.cli.bench.BenchCommand;
import dev.larder.cli.console.Console;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.GlobalOptions;
import dev.larder.cli.console.OutputException;
import dev.larder.cli.transfer.ExportCommand;
import dev.larder.cli.transfer.ImportCommand;
import java.util.Objects;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code larder}. */
@Command(
    name = "larder",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    usageHelpAutoWidth = true,
    header = "A persistent object cache that speaks gRPC: its command line.",
    description = {
      "An object is a payload under a key of three parts: a namespace (a tenant; nothing crosses it), a kind"
          + " (which carries the policy) and an id."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:Done.",
      " 1:A miss: get, collection get or touch found nothing that may be served; or records of an import were bad.",
      " 2:The command line is wrong, or a local file cannot be read or written.",
      " 3:The server refused; the same call will not succeed later.",
      " 4:The server cannot be reached, is overloaded or took too long; it may succeed later.",
      " *:Of larder fill: those of its command, and its own; see 'larder fill --help'."
    },
    subcommands = {
      GetCommand.class,
      PutCommand.class,
      FillCommand.class,
      TouchCommand.class,
      DeleteCommand.class,
      LookupCommand.class,
      CollectionCommand.class,
      InvalidateCommand.class,
      ClearCommand.class,
      NamespacesCommand.class,
      KindsCommand.class,
      StatsCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      BenchCommand.class,
      GenerateCompletion.class,
      HelpCommand.class
    })
public final class LarderCommand implements Runnable {
  // What the JDK puts in place of bytes that are no text.
  private static final char UNREADABLE = '\uFFFD';

  @Mixin(name = GlobalOptions.MIXIN)
  private final GlobalOptions global;

  @Spec private @Nullable CommandSpec spec;

  /** With the process's own streams. */
  public LarderCommand() {
    this(Console.system());
  }

  private LarderCommand(Console console) {
    global = new GlobalOptions(console);
  }

  /** The program. */
  public static void main(String[] arguments) {
    // What gRPC has to say of a failure is in the failure; its log would only come in between.
    LogManager.getLogManager().reset();
    System.exit(run(Console.system(), arguments));
  }

  /** Runs a command line over these streams; answers its exit code. */
  public static int run(Console console, String... arguments) {
    LarderCommand command = new LarderCommand(console);
    FailureReport failures = new FailureReport(command.global);
    for (String argument : arguments) {
      if (argument.indexOf(UNREADABLE) >= 0) {
        return failures.ofUnreadable(argument);
      }
    }
    try {
      int code =
          ArgumentTypes.register(commandLine(command))
              .setOut(console.writer())
              .setParameterExceptionHandler(failures::ofArguments)
              .setExecutionExceptionHandler(failures::ofExecution)
              .execute(arguments);
      if (code == ExitCodes.DONE) {
        console.flush();
      }
      return code;
    } catch (OutputException failure) {
      return failures.ofOutput(failure);
    } catch (Error fault) {
      // picocli lets these pass, and then the exit code would be that of a miss.
      return failures.ofFault(fault);
    }
  }

  private static CommandLine commandLine(LarderCommand command) {
    CommandLine commandLine = new CommandLine(command);
    // Else an id that begins with an at sign would be taken for the name of a file of arguments.
    commandLine.setExpandAtFiles(false);
    // picocli's own command has no header, and takes that of the root for its own.
    Objects.requireNonNull(commandLine.getSubcommands().get("generate-completion"))
        .getCommandSpec()
        .usageMessage()
        .header("Print a completion script for bash and zsh.");
    return commandLine;
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Missing command");
    }
  }
}
