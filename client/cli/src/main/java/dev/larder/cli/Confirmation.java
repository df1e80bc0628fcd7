package dev.larder.cli;

import dev.larder.cli.console.Console;
import dev.larder.cli.console.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Asks before what cannot be undone. */
final class Confirmation {
  private static final Set<String> YES = Set.of("y", "yes");

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask. Required where standard input is not a terminal.")
  private boolean given;

  /** Returns when the user agrees, else throws. */
  void require(Console console, String question) throws IOException {
    if (given) {
      return;
    }
    if (!console.terminals().in()) {
      throw new UsageException(question + " Say --yes: there is no terminal to ask on.");
    }
    console.errorLine(question + " [y/N]");
    String answer = firstLine(console);
    if (answer == null || !YES.contains(answer.strip().toLowerCase(Locale.ROOT))) {
      throw new UsageException("nothing was changed");
    }
  }

  private static @Nullable String firstLine(Console console) throws IOException {
    return new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8))
        .readLine();
  }
}
