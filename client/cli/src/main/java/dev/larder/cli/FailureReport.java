package dev.larder.cli;

import dev.larder.cli.console.Console;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.FileFailure;
import dev.larder.cli.console.GlobalOptions;
import dev.larder.cli.console.OutputException;
import dev.larder.cli.console.RefusedException;
import dev.larder.cli.console.UsageException;
import dev.larder.client.LarderException;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says on standard error, in a line or two, what failed and what to do, and chooses the exit code.
 */
final class FailureReport {
  private final GlobalOptions options;
  private final Console console;

  FailureReport(GlobalOptions options) {
    this.options = options;
    this.console = options.console();
  }

  int ofArguments(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    console.errorLine("larder: " + message(failure));
    suggestions(failure).forEach(console::errorLine);
    console.errorLine("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return exitCode(command, ExitCodes.USAGE);
  }

  /** Of an argument that may not be what was given: another object would be meant. */
  int ofUnreadable(String argument) {
    console.errorLine(
        "larder: '"
            + argument
            + "' holds bytes that are no text, or U+FFFD, which cannot be told from them.");
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    console.errorLine(
        encoding.equals("UTF-8")
            ? "Arguments are UTF-8. A value of any bytes can be given with put --file."
            : "Arguments are read as " + encoding + ": choose UTF-8 with LC_ALL=C.UTF-8.");
    return ExitCodes.USAGE;
  }

  private static String message(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched) || unmatched.isUnknownOption()) {
      return String.valueOf(failure.getMessage());
    }
    List<String> arguments = unmatched.getUnmatched();
    return failure.getCommandLine().getSubcommands().isEmpty()
        ? "Too many arguments: '" + String.join("' '", arguments) + "'"
        : "There is no command '" + arguments.get(0) + "'";
  }

  private static List<String> suggestions(ParameterException failure) {
    List<String> likely =
        failure instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    return likely.isEmpty()
        ? List.of()
        : List.of("Did you mean " + String.join(" or ", likely) + "?");
  }

  int ofExecution(Exception failure, CommandLine command, ParseResult parsed) {
    return exitCode(command, ofExecution(failure));
  }

  private int ofExecution(Exception failure) {
    if (failure instanceof OutputException output) {
      return ofOutput(output);
    }
    if (failure instanceof LarderException refused) {
      return ofServer(refused);
    }
    if (failure instanceof RefusedException refused) {
      console.errorLine("larder: " + refused.getMessage());
      return ExitCodes.REFUSED;
    }
    if (failure instanceof UsageException || failure instanceof IllegalArgumentException) {
      return usage(String.valueOf(failure.getMessage()));
    }
    if (failure instanceof IOException file) {
      return usage(String.valueOf(FileFailure.of(file).getMessage()));
    }
    return ofFault(failure);
  }

  int ofFault(Throwable fault) {
    console.errorLine("larder: a fault of this program, please report it: " + fault);
    return ExitCodes.REFUSED;
  }

  private int usage(String message) {
    console.errorLine("larder: " + message);
    return ExitCodes.USAGE;
  }

  // Whoever read this has what it wanted.
  int ofOutput(OutputException failure) {
    return failure.isReaderGone() ? ExitCodes.DONE : usage(String.valueOf(failure.getMessage()));
  }

  private int ofServer(LarderException refused) {
    ServerFailure failure = ServerFailure.of(refused, options.target());
    console.errorLine("larder: " + failure.what());
    failure.advice().ifPresent(console::errorLine);
    return failure.exitCode();
  }

  /** A command that hands on another one's exit codes has one of its own for all that fails it. */
  private static int exitCode(CommandLine command, int code) {
    boolean handsOn = command.getCommandSpec().userObject() instanceof FillCommand;
    return handsOn && code != ExitCodes.DONE ? FillExitCodes.FAILED : code;
  }
}
