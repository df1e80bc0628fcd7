package dev.larder.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which of the standard streams are terminals.
 *
 * @param in standard input
 * @param out standard output
 * @param error standard error
 * @param columns how wide the terminal is
 */
public record Terminals(boolean in, boolean out, boolean error, int columns) {
  private static final int DEFAULT_COLUMNS = 80;
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** None of them, as in a script. */
  public static Terminals none() {
    return new Terminals(false, false, false, DEFAULT_COLUMNS);
  }

  static Terminals system() {
    return new Terminals(isTerminal(0), isTerminal(1), isTerminal(2), columnsOrDefault());
  }

  private static boolean isTerminal(int descriptor) {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    if (!Files.isDirectory(DESCRIPTORS)) {
      return isInteractive();
    }
    try {
      String device =
          Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(descriptor))).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException closed) {
      return false;
    }
  }

  // From JDK 22 on there is a console without a terminal too, and a method that tells them apart.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isInteractive() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderJdk) {
      return true;
    } catch (ReflectiveOperationException failure) {
      return false;
    }
  }

  private static int columnsOrDefault() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[1-9]\\d{1,3}")
        ? Integer.parseInt(columns)
        : DEFAULT_COLUMNS;
  }
}
