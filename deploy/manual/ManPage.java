package dev.larder.manual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A manual page in roff, of one program with all of its commands. */
final class ManPage {
  private final CommandLine program;
  private final List<String> seeAlso;
  private final StringBuilder roff = new StringBuilder();

  ManPage(CommandLine program, List<String> seeAlso) {
    this.program = program;
    this.seeAlso = seeAlso;
  }

  String text() {
    CommandSpec specification = program.getCommandSpec();
    String name = specification.name();
    String version = lines(specification.version()).get(0);
    line(".TH \"" + name.toUpperCase() + "\" \"1\" \"\" \"" + escape(version) + "\" \"Larder\"");
    line(".nh");
    line(".ad l");
    section("NAME");
    line(escape(name) + " \\- " + escape(summary(specification)));
    section("SYNOPSIS");
    synopsis(program);
    section("DESCRIPTION");
    paragraphs(specification.usageMessage().description());
    section("OPTIONS");
    arguments(program, ".SS");
    commands();
    section("EXIT STATUS");
    exitCodes(specification.usageMessage().exitCodeList());
    section("SEE ALSO");
    line(
        seeAlso.stream()
            .map(page -> ".BR " + escape(page) + " (1)")
            .collect(Collectors.joining("\n")));
    return roff.toString();
  }

  private static String summary(CommandSpec specification) {
    String[] header = specification.usageMessage().header();
    String[] text = header.length > 0 ? header : specification.usageMessage().description();
    String sentence = lines(text).stream().filter(line -> !line.isBlank()).findFirst().orElse("");
    return sentence.replaceAll("\\.$", "");
  }

  private void commands() {
    List<CommandLine> commands = visible(program);
    if (commands.isEmpty()) {
      return;
    }
    section("COMMANDS");
    commands.forEach(this::command);
  }

  private void command(CommandLine command) {
    CommandSpec specification = command.getCommandSpec();
    line(".SS " + quote(specification.qualifiedName()));
    line(escape(summary(specification)) + ".");
    line(".PP");
    synopsis(command);
    if (specification.usageMessage().header().length > 0) {
      line(".PP");
      paragraphs(specification.usageMessage().description());
    }
    arguments(command, ".PP");
    visible(command).forEach(this::command);
  }

  private static List<CommandLine> visible(CommandLine command) {
    return command.getSubcommands().values().stream()
        .distinct()
        .filter(subcommand -> !subcommand.getCommandSpec().usageMessage().hidden())
        .toList();
  }

  private void synopsis(CommandLine command) {
    String text = command.getHelp().synopsis(0).strip();
    String name = command.getCommandSpec().qualifiedName();
    String rest = text.startsWith(name) ? text.substring(name.length()) : " " + text;
    line("\\fB" + escape(name) + "\\fR" + escape(rest));
  }

  /** Options that every command has are described once, with the program. */
  private void arguments(CommandLine command, String groupMacro) {
    CommandSpec specification = command.getCommandSpec();
    specification.positionalParameters().forEach(this::positional);
    specification.options().stream()
        .filter(option -> option.group() == null)
        .filter(option -> command == program || !isOfTheProgram(option))
        .forEach(option -> option(command, option));
    for (ArgGroupSpec group : specification.argGroups()) {
      if (group.heading() != null) {
        line(groupMacro + " " + quote(String.format(group.heading()).strip().replaceAll(":$", "")));
      }
      group.allOptionsNested().forEach(option -> option(command, option));
    }
  }

  private boolean isOfTheProgram(OptionSpec option) {
    return program.getCommandSpec().findOption(option.longestName()) != null;
  }

  private void positional(PositionalParamSpec parameter) {
    if (!parameter.hidden()) {
      described("\\fI" + escape(parameter.paramLabel()) + "\\fR", parameter);
    }
  }

  private void option(CommandLine command, OptionSpec option) {
    if (option.hidden()) {
      return;
    }
    String names =
        Arrays.stream(option.names())
            .map(name -> "\\fB" + escape(name) + "\\fR")
            .collect(Collectors.joining(", "));
    String label =
        new Help(command.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF))
            .createDefaultParamLabelRenderer()
            .renderParameterLabel(option, Ansi.OFF, List.of())
            .toString();
    described(names + escape(label), option);
  }

  private void described(String term, ArgSpec argument) {
    line(".TP");
    line(term);
    line(
        lines(argument.description()).stream()
            .map(
                text ->
                    text.replace(
                        "${DEFAULT-VALUE}", String.valueOf(argument.defaultValueString(true))))
            .map(ManPage::escape)
            .collect(Collectors.joining("\n.br\n")));
  }

  private void exitCodes(Map<String, String> codes) {
    codes.forEach(
        (code, meaning) -> {
          line(".TP");
          line(escape(code.strip()));
          line(escape(meaning));
        });
  }

  private void paragraphs(String[] texts) {
    line(
        lines(texts).stream()
            .filter(text -> !text.isBlank())
            .map(ManPage::escape)
            .collect(Collectors.joining("\n.PP\n")));
  }

  private void section(String name) {
    line(".SH " + name);
  }

  private void line(String text) {
    roff.append(text).append('\n');
  }

  /** As picocli shows them: with %n and markup resolved. */
  private static List<String> lines(String[] texts) {
    List<String> lines = new ArrayList<>();
    for (String text : texts) {
      lines.addAll(Ansi.OFF.string(String.format(text)).lines().toList());
    }
    return lines;
  }

  private static String quote(String text) {
    return "\"" + escape(text) + "\"";
  }

  /** A line that begins with a dot or an apostrophe would be a request. */
  private static String escape(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
    return escaped.replaceAll("(?m)^([.'])", "\\\\&$1");
  }
}
