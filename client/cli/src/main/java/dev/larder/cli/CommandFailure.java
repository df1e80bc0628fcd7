package dev.larder.cli;

import dev.larder.cli.console.ExitCodes;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A command brought no value. Described by its message alone, for the server hands that on. */
final class CommandFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What a shell says of a command that is not there. */
  private static final int NOT_STARTED = 127;

  /** Ended by SIGINT, by SIGTERM. */
  private static final int INTERRUPTED = 130;

  private static final int TERMINATED = 143;

  private final int exitCode;
  private final boolean silent;

  private CommandFailure(String message, int exitCode, boolean silent, @Nullable Exception cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.silent = silent;
  }

  static CommandFailure exited(int code) {
    return new CommandFailure(
        "command exited with " + code, code, code == INTERRUPTED || code == TERMINATED, null);
  }

  static CommandFailure notStarted(IOException failure) {
    return new CommandFailure(String.valueOf(failure.getMessage()), NOT_STARTED, true, failure);
  }

  static CommandFailure stopped() {
    return new CommandFailure("command was stopped", TERMINATED, true, null);
  }

  static CommandFailure late(TimeoutException cause) {
    return new CommandFailure("command took too long", ExitCodes.UNAVAILABLE, false, cause);
  }

  static CommandFailure tooMuch(int most) {
    return new CommandFailure(
        "command printed more than " + most + " bytes", ExitCodes.REFUSED, false, null);
  }

  static CommandFailure unreadable(IOException failure) {
    return new CommandFailure(
        "command's output cannot be read: " + failure.getMessage(),
        ExitCodes.REFUSED,
        false,
        failure);
  }

  /** The exit code of the program that ran the command. */
  int exitCode() {
    return exitCode;
  }

  /** How long others leave the origin alone: what says nothing about it costs nobody time. */
  Duration backoff(Duration otherwise) {
    return silent ? Duration.ZERO : otherwise;
  }

  // What callers elsewhere are told: a class of this program would say nothing to them.
  @Override
  @SuppressWarnings("OverrideThrowableToString")
  public String toString() {
    return String.valueOf(getMessage());
  }
}
