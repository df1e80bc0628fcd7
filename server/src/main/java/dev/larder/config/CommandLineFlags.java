package dev.larder.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A command line made of settings: its specification, and what one call of it gave. Immutable. */
public final class CommandLineFlags {
  private static final String PRINT_CONFIG = "--print-config";

  private final GivenValues given;
  private final Set<Action> actions;

  private CommandLineFlags(GivenValues given, Set<Action> actions) {
    this.given = given;
    this.actions = actions;
  }

  /** What a flag asks for that is not a setting. */
  private enum Action {
    HELP,
    VERSION,
    PRINT
  }

  /** True: show the help and do nothing else. */
  public boolean helpRequested() {
    return actions.contains(Action.HELP);
  }

  /** True: show the version and do nothing else. */
  public boolean versionRequested() {
    return actions.contains(Action.VERSION);
  }

  /** True: show the configuration in force and do nothing else. */
  public boolean printRequested() {
    return actions.contains(Action.PRINT);
  }

  GivenValues given() {
    return given;
  }

  /**
   * The command line of a program with these settings: a flag for each, under the headings of their
   * groups.
   */
  public static CommandSpec specification(String programName, List<Setting<?>> settings) {
    CommandSpec specification = CommandSpec.create().name(programName);
    specification.usageMessage().abbreviateSynopsis(true).sortOptions(false).autoWidth(true);
    Map<String, ArgGroupSpec.Builder> groups = new LinkedHashMap<>();
    for (Setting<?> setting : settings) {
      groups.computeIfAbsent(setting.group(), CommandLineFlags::group).addArg(option(setting));
    }
    int order = 0;
    for (ArgGroupSpec.Builder group : groups.values()) {
      specification.addArgGroup(group.order(order++).build());
    }
    return withActions(specification);
  }

  private static CommandSpec withActions(CommandSpec specification) {
    return specification
        .addOption(
            flag(PRINT_CONFIG, "Show every value in force and where it came from, then exit."))
        .addOption(
            flag("--version", "Show the version, then exit.", "-V").toBuilder()
                .versionHelp(true)
                .build())
        .addOption(
            flag("--help", "Show this help, then exit.", "-h").toBuilder().usageHelp(true).build());
  }

  private static ArgGroupSpec.Builder group(String heading) {
    return ArgGroupSpec.builder()
        .heading("%n" + heading + ":%n")
        .exclusive(false)
        .multiplicity("0..1")
        .validate(false);
  }

  private static OptionSpec flag(String name, String description, String... shortNames) {
    String[] names = new String[shortNames.length + 1];
    System.arraycopy(shortNames, 0, names, 0, shortNames.length);
    names[shortNames.length] = name;
    return OptionSpec.builder(names)
        .type(boolean.class)
        .arity("0")
        .description(description)
        .build();
  }

  private static OptionSpec option(Setting<?> setting) {
    boolean isTruth = setting.defaultValue() instanceof Boolean;
    OptionSpec.Builder option =
        OptionSpec.builder(setting.flag())
            .type(String.class)
            .paramLabel(setting.placeholder())
            .description(setting.description().replace("%", "%%"), teaching(setting));
    if (setting.placeholder().contains("|")) {
      option.completionCandidates(List.of(setting.placeholder().split("\\|")));
    }
    return (isTruth ? option.arity("0..1").fallbackValue("true") : option.arity("1")).build();
  }

  private static String teaching(Setting<?> setting) {
    String defaultText = setting.defaultText().isEmpty() ? "none" : setting.defaultText();
    return "Default: %s. Variable: %s"
        .formatted(defaultText.replace("%", "%%"), setting.variable());
  }

  /**
   * Reads a command line. Never fails: what is wrong is reported with the rest of the
   * configuration's problems.
   */
  public static CommandLineFlags parse(List<Setting<?>> settings, List<String> arguments) {
    return PlainFlags.read(settings, arguments)
        .map(values -> new CommandLineFlags(new GivenValues(values, List.of()), Set.of()))
        .orElseGet(() -> parseThoroughly(settings, arguments));
  }

  private static CommandLineFlags parseThoroughly(
      List<Setting<?>> settings, List<String> arguments) {
    // Without the groups: in them, picocli lets a flag be given twice.
    CommandSpec specification = withActions(CommandSpec.create());
    settings.forEach(setting -> specification.addOption(option(setting)));
    specification.parser().collectErrors(true).unmatchedArgumentsAllowed(true);
    CommandLine.ParseResult parsed =
        new CommandLine(specification)
            .setExpandAtFiles(false)
            .parseArgs(arguments.toArray(String[]::new));
    Map<String, GivenValue> values = new HashMap<>();
    for (Setting<?> setting : settings) {
      if (parsed.hasMatchedOption(setting.flag())) {
        String text = parsed.matchedOptionValue(setting.flag(), "");
        values.put(setting.name(), new GivenValue(text, setting.flag()));
      }
    }
    return new CommandLineFlags(
        new GivenValues(values, problems(settings, parsed)), actions(parsed));
  }

  private static Set<Action> actions(CommandLine.ParseResult parsed) {
    Set<Action> actions = EnumSet.noneOf(Action.class);
    if (parsed.isUsageHelpRequested()) {
      actions.add(Action.HELP);
    }
    if (parsed.isVersionHelpRequested()) {
      actions.add(Action.VERSION);
    }
    if (parsed.hasMatchedOption(PRINT_CONFIG)) {
      actions.add(Action.PRINT);
    }
    return actions;
  }

  private static List<String> problems(List<Setting<?>> settings, CommandLine.ParseResult parsed) {
    Set<String> known = settings.stream().map(Setting::flag).collect(Collectors.toSet());
    known.addAll(List.of(PRINT_CONFIG, "--version", "--help"));
    List<String> problems = new ArrayList<>();
    parsed.errors().forEach(error -> problems.add(problem(error)));
    boolean afterUnknownFlag = false;
    for (String argument : parsed.unmatched()) {
      boolean isFlag = argument.startsWith("-");
      String name = argument.replaceFirst("=.*", "");
      if (isFlag) {
        problems.add(name + ": unknown flag" + Suggestion.forUnknown(name, known));
      } else if (!afterUnknownFlag) {
        problems.add(argument + ": expected a flag; this program takes no other arguments");
      }
      afterUnknownFlag = isFlag && !argument.contains("=");
    }
    return problems;
  }

  private static String problem(Exception error) {
    if (error instanceof CommandLine.OverwrittenOptionException overwritten
        && overwritten.getOverwritten() instanceof OptionSpec option) {
      return option.longestName() + ": given more than once";
    }
    if (error instanceof CommandLine.MissingParameterException missing
        && missing.getMissing().get(0) instanceof OptionSpec option) {
      return option.longestName() + ": expected a value";
    }
    return String.valueOf(error.getMessage());
  }
}
