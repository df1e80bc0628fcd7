package dev.larder.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Takes all that is left of the command line, whatever of it looks like an option: from its first
 * word on a command is its own affair, as for {@code env} and {@code nice}.
 */
final class RestOfArguments implements IParameterConsumer {
  @Override
  @SuppressWarnings("JdkObsolete") // picocli's own type.
  public void consumeParameters(Stack<String> arguments, ArgSpec argument, CommandSpec command) {
    List<String> words = new ArrayList<>();
    while (!arguments.isEmpty()) {
      words.add(arguments.pop());
    }
    argument.setValue(words);
  }
}
