package dev.larder.cli;

import dev.larder.cli.console.Console;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.FileFailure;
import dev.larder.cli.console.GlobalOptions;
import dev.larder.cli.console.OutputException;
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
    console.errorLine("larder: " + failure.getMessage());
    suggestions(failure).forEach(console::errorLine);
    console.errorLine("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCodes.USAGE;
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
    if (failure instanceof OutputException output) {
      return ofOutput(output);
    }
    if (failure instanceof LarderException refused) {
      return ofServer(refused);
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

  private int ofServer(LarderException failure) {
    boolean fromServer = !failure.reason().isEmpty();
    switch (failure.code()) {
      case UNAVAILABLE -> {
        console.errorLine(
            fromServer ? "larder: " + failure.getMessage() : unreachable(options, failure));
        console.errorLine(
            fromServer
                ? "The server is busy or stopping: try again."
                : "Start one with larder-server, or name another with --target or LARDER_TARGET.");
        return ExitCodes.UNAVAILABLE;
      }
      case DEADLINE_EXCEEDED -> {
        console.errorLine("larder: no answer from " + options.target() + " in time.");
        console.errorLine("Give it more time with --deadline.");
        return ExitCodes.UNAVAILABLE;
      }
      case CANCELLED -> {
        console.errorLine("larder: " + failure.getMessage());
        return ExitCodes.UNAVAILABLE;
      }
      default -> {
        console.errorLine("larder: " + failure.getMessage());
        return ExitCodes.REFUSED;
      }
    }
  }

  private static String unreachable(GlobalOptions options, LarderException failure) {
    String detail =
        String.valueOf(failure.getMessage()).replaceFirst("^UNAVAILABLE(: )?(io exception)?", "");
    return "larder: cannot reach a Larder server at "
        + options.target()
        + (detail.isEmpty() ? "." : " (" + detail + ").");
  }
}
