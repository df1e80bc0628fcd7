package dev.larder.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Looks for commands as the system does that runs them. */
final class CommandSearch {
  private final String path;

  /** Along a search path: folders with ':' in between, as in the variable PATH. */
  CommandSearch(String path) {
    this.path = path;
  }

  /** Along the PATH of this process. */
  static CommandSearch system() {
    String path = System.getenv("PATH");
    return new CommandSearch(path == null ? "" : path);
  }

  /** Whether there is a file of this name, which may not be one that can be run. */
  boolean finds(String command) {
    if (command.isEmpty()) {
      return false;
    }
    return command.contains(File.separator)
        ? Files.exists(Path.of(command))
        : Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(folder -> Files.exists(Path.of(folder, command)));
  }
}
