package dev.larder.integration.cli;

import dev.larder.cli.LarderCommand;
import dev.larder.cli.console.Console;
import dev.larder.cli.console.Terminals;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Runs commands in this process, against one server, and keeps what they print. */
final class TestingCommandLine {
  private final String target;

  TestingCommandLine(String target) {
    this.target = target;
  }

  Result run(String... arguments) {
    return runWithInput("", arguments);
  }

  Result runWithInput(String input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            out,
            error,
            Terminals.none());
    String[] all =
        Stream.concat(Stream.of("--target", target, "--deadline", "30s"), Stream.of(arguments))
            .toArray(String[]::new);
    int code = LarderCommand.run(console, all);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
  }

  /**
   * What a command left behind.
   *
   * @param code its exit code
   * @param out its standard output
   * @param error its standard error
   */
  record Result(int code, String out, String error) {
    List<String> lines() {
      return out.lines().toList();
    }
  }
}
