package dev.larder.cli.console;

/**
 * What the exit codes mean; {@code --help} lists them. Those of {@code larder fill}, which hands on
 * another command's, are its own.
 */
public final class ExitCodes {
  /** Done. */
  public static final int DONE = 0;

  /** Nothing was found that may be served, or some records of an import were bad. */
  public static final int MISS = 1;

  /** The command line is wrong, or a local file cannot be read or written. */
  public static final int USAGE = 2;

  /** The server refused; the same call will not succeed later. */
  public static final int REFUSED = 3;

  /**
   * The server cannot be reached, is overloaded or took too long; the same call may succeed later.
   */
  public static final int UNAVAILABLE = 4;

  private ExitCodes() {}
}
