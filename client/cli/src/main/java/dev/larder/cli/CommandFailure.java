package dev.larder.cli;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A command brought no value. Described by its message alone, for the server hands that on. */
final class CommandFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final boolean silent;
  private final transient byte @Nullable [] output;

  private CommandFailure(String message, int exitCode, boolean silent, @Nullable Exception cause) {
    this(message, exitCode, silent, cause, null);
  }

  private CommandFailure(
      String message,
      int exitCode,
      boolean silent,
      @Nullable Exception cause,
      byte @Nullable [] output) {
    super(message, cause);
    this.exitCode = exitCode;
    this.silent = silent;
    this.output = output;
  }

  static CommandFailure exited(int code) {
    boolean bySignal = code == FillExitCodes.INTERRUPTED || code == FillExitCodes.TERMINATED;
    return new CommandFailure("command exited with " + code, code, bySignal, null);
  }

  static CommandFailure notFound(String command, IOException cause) {
    return new CommandFailure(
        "command not found: " + command, FillExitCodes.NOT_FOUND, true, cause);
  }

  static CommandFailure notRunnable(IOException cause) {
    return new CommandFailure(
        String.valueOf(cause.getMessage()), FillExitCodes.NOT_RUNNABLE, true, cause);
  }

  static CommandFailure stopped() {
    return new CommandFailure("command was stopped", FillExitCodes.TERMINATED, true, null);
  }

  static CommandFailure late(TimeoutException cause) {
    return new CommandFailure(
        "command took longer than --wait says", FillExitCodes.LATE, false, cause);
  }

  static CommandFailure tooMuch(int most) {
    return new CommandFailure(
        "command printed more than " + most + " bytes", FillExitCodes.FAILED, false, null);
  }

  static CommandFailure unreadable(String why) {
    return new CommandFailure(
        "command's output cannot be read: " + why, FillExitCodes.FAILED, false, null);
  }

  /** It ended well, but what it printed is not of the form that was asked for. */
  static CommandFailure unformed(byte[] output, Exception cause) {
    return new CommandFailure(
        "what the command printed was not stored: " + cause.getMessage(),
        FillExitCodes.DONE,
        false,
        cause,
        output);
  }

  /** The exit code of the program that ran the command. */
  int exitCode() {
    return exitCode;
  }

  /** What is to be printed all the same. */
  Optional<byte[]> output() {
    return Optional.ofNullable(output);
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
