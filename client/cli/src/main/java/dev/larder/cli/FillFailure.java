package dev.larder.cli;

import dev.larder.cli.console.Durations;
import dev.larder.client.LarderException;
import dev.larder.client.LoadFailedException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Why a fill stored nothing.
 *
 * @param what what failed, in one line
 * @param exitCode one of {@link FillExitCodes}, or the command's
 * @param output what is to be printed all the same
 */
record FillFailure(String what, int exitCode, Optional<byte[]> output) {
  static FillFailure of(LoadFailedException failure) {
    if (failure.getCause() instanceof CommandFailure command) {
      return new FillFailure(
          String.valueOf(command.getMessage()), command.exitCode(), command.output());
    }
    if (failure.retryAfter().isPresent()) {
      String again = Durations.rough(failure.retryAfter().get());
      return new FillFailure(
          "not run again for " + again + ": " + told(failure.getCause()),
          FillExitCodes.BACKOFF,
          Optional.empty());
    }
    if (failure.getCause() instanceof TimeoutException) {
      return late();
    }
    return new FillFailure(
        String.valueOf(failure.getCause()), FillExitCodes.FAILED, Optional.empty());
  }

  private static FillFailure late() {
    return new FillFailure(
        "command took longer than --wait says", FillExitCodes.LATE, Optional.empty());
  }

  /** In the words of the one who ran it, without the code that they travelled with. */
  private static String told(@Nullable Throwable cause) {
    return cause instanceof LarderException told && !told.detail().isEmpty()
        ? told.detail()
        : String.valueOf(cause);
  }
}
