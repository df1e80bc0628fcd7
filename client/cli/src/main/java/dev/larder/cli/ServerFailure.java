package dev.larder.cli;

import dev.larder.cli.console.ExitCodes;
import dev.larder.client.LarderException;
import java.util.Optional;

/**
 * What is said of a call to a server that failed.
 *
 * @param what what failed, in one line
 * @param advice what to do about it, in one line, where there is something
 * @param exitCode one of {@link ExitCodes}
 */
record ServerFailure(String what, Optional<String> advice, int exitCode) {
  /** Of a call to the server that is at {@code target}. */
  static ServerFailure of(LarderException failure, String target) {
    return switch (failure.code()) {
      case UNAVAILABLE ->
          failure.reason().isEmpty()
              ? passing(
                  unreachable(failure, target),
                  "Start one with larder-server, or name another with --target or LARDER_TARGET.")
              : passing(message(failure), "The server is busy or stopping: try again.");
      case DEADLINE_EXCEEDED ->
          passing("no answer from " + target + " in time.", "Give it more time with --deadline.");
      case CANCELLED ->
          new ServerFailure(message(failure), Optional.empty(), ExitCodes.UNAVAILABLE);
      default -> new ServerFailure(message(failure), Optional.empty(), ExitCodes.REFUSED);
    };
  }

  private static ServerFailure passing(String what, String advice) {
    return new ServerFailure(what, Optional.of(advice), ExitCodes.UNAVAILABLE);
  }

  private static String message(LarderException failure) {
    return String.valueOf(failure.getMessage());
  }

  private static String unreachable(LarderException failure, String target) {
    String detail = failure.detail().replaceFirst("^io exception", "");
    return "cannot reach a Larder server at "
        + target
        + (detail.isEmpty() ? "." : " (" + detail + ").");
  }
}
