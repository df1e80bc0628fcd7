package dev.larder.cli;

/**
 * What the exit codes of {@code larder fill} mean. Those of the command are handed on, so its own
 * are where {@code env}, {@code nice} and {@code timeout} have theirs: few commands use them.
 */
final class FillExitCodes {
  /**
   * The object was printed: as it was stored, or as the command printed it. Also when that could
   * not be stored, since whoever asked has what the origin said; a line on standard error warns.
   */
  static final int DONE = 0;

  /** The command was not run, for it has failed a short while ago, here or elsewhere. */
  static final int BACKOFF = 122;

  /** It is known that the object does not exist. */
  static final int NEGATIVE = 123;

  /** The command, run here or elsewhere, took longer than {@code --wait} says. */
  static final int LATE = 124;

  /**
   * {@code larder fill} itself failed: by its command line, its output, or the server's refusal.
   */
  static final int FAILED = 125;

  /** The command is there and cannot be run. */
  static final int NOT_RUNNABLE = 126;

  /** There is no such command. */
  static final int NOT_FOUND = 127;

  /** Stopped by SIGINT, by SIGTERM. */
  static final int INTERRUPTED = 130;

  static final int TERMINATED = 143;

  private FillExitCodes() {}
}
