package dev.larder.manual;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A completion script for fish, which picocli does not write: commands and options, two levels
 * deep.
 */
final class FishCompletion {
  private final CommandLine program;
  private final StringBuilder script = new StringBuilder();

  FishCompletion(CommandLine program) {
    this.program = program;
  }

  String text() {
    String noCommand = program.getSubcommands().isEmpty() ? "" : "__fish_use_subcommand";
    options(program, noCommand);
    program
        .getSubcommands()
        .forEach(
            (name, command) -> {
              complete(noCommand, " -f -a " + quote(name) + description(command));
              String chosen = "__fish_seen_subcommand_from " + name;
              options(command, chosen);
              nested(command, chosen);
            });
    return script.toString();
  }

  private void nested(CommandLine command, String chosen) {
    String names = String.join(" ", command.getSubcommands().keySet());
    command
        .getSubcommands()
        .forEach(
            (name, nested) -> {
              String open = chosen + "; and not __fish_seen_subcommand_from " + names;
              complete(open, " -f -a " + quote(name) + description(nested));
              options(nested, chosen + "; and __fish_seen_subcommand_from " + name);
            });
  }

  private void options(CommandLine command, String condition) {
    command.getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> complete(condition, option(option)));
  }

  private static String option(OptionSpec option) {
    StringBuilder completion = new StringBuilder();
    for (String name : option.names()) {
      completion.append(
          name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (option.arity().min() > 0) {
      completion.append(" -r");
    }
    String choices = choices(option);
    if (!choices.isEmpty()) {
      completion.append(" -f -a ").append(quote(choices));
    }
    return completion + describe(option.description());
  }

  private static String choices(OptionSpec option) {
    return option.completionCandidates() == null
        ? ""
        : String.join(" ", option.completionCandidates());
  }

  private static String description(CommandLine command) {
    String[] header = command.getCommandSpec().usageMessage().header();
    return describe(
        header.length > 0 ? header : command.getCommandSpec().usageMessage().description());
  }

  private static String describe(String[] texts) {
    String text =
        List.of(texts).stream()
            .limit(1)
            .map(line -> Ansi.OFF.string(String.format(line)).strip())
            .map(FishCompletion::firstSentence)
            .collect(Collectors.joining());
    return text.isEmpty() ? "" : " -d " + quote(text);
  }

  private static String firstSentence(String text) {
    return text.replaceAll("(?s)[.;:]\\s.*|\\.$", "");
  }

  private void complete(String condition, String what) {
    script.append("complete -c ").append(program.getCommandName());
    if (!condition.isEmpty()) {
      script.append(" -n ").append(quote(condition));
    }
    script.append(what).append('\n');
  }

  private static String quote(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
