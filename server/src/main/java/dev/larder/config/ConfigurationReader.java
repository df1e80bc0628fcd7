package dev.larder.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value of every setting: a flag comes before the environment, the environment before the
 * file, the file before the default. Strict: a name that does not exist, a value that does not
 * parse and values that do not go together are all reported, all at once. Immutable, thread-safe.
 */
public final class ConfigurationReader {
  /** Where the configuration file is. */
  public static final Setting<Path> CONFIG_FILE =
      SettingTypes.path(
          "config",
          "General",
          "A configuration file, in HOCON: one line NAME = VALUE for each setting, under the names of the flags"
              + " without their dashes. Not allowed in the file itself.",
          "",
          null);

  private final List<Setting<?>> settings;
  private final List<Consumer<SettingValues>> checks;
  private final Set<String> foreignVariables;

  /**
   * A reader of some settings.
   *
   * @param settings all of the program's; {@link #CONFIG_FILE} is added in front
   * @param checks called with the values in force when all the values they ask for are right; what
   *     they throw as {@link ConfigurationException} or IllegalArgumentException is reported with
   *     everything else: the {@code from} methods of the config records
   * @param foreignVariables names that begin with {@code LARDER_} and belong to another program
   */
  public ConfigurationReader(
      List<Setting<?>> settings,
      List<Consumer<SettingValues>> checks,
      Set<String> foreignVariables) {
    this.settings = Stream.concat(Stream.of(CONFIG_FILE), settings.stream()).toList();
    this.checks = List.copyOf(checks);
    this.foreignVariables = Set.copyOf(foreignVariables);
    requireDistinctNames(this.settings);
  }

  private static void requireDistinctNames(List<Setting<?>> settings) {
    Set<String> names = new HashSet<>();
    for (Setting<?> setting : settings) {
      if (!names.add(setting.name())) {
        throw new IllegalArgumentException("two settings are named " + setting.name());
      }
    }
  }

  /** All settings, in the order in which they are documented. */
  public List<Setting<?>> settings() {
    return settings;
  }

  /**
   * Reads the configuration.
   *
   * @throws ConfigurationException with everything that is wrong
   */
  public Configuration read(CommandLineFlags flags, Map<String, String> environment) {
    GivenValues fromFlags = flags.given();
    GivenValues fromEnvironment =
        ConfigurationEnvironment.read(environment, settings, foreignVariables);
    List<GivenValues> explicit = List.of(fromFlags, fromEnvironment);
    List<GivenValues> sources = List.of(fromFlags, fromEnvironment, file(explicit));

    Set<String> problems = new LinkedHashSet<>();
    sources.forEach(source -> problems.addAll(source.problems()));
    Set<String> wrong = new HashSet<>();
    Configuration configuration = valuesInForce(sources, problems, wrong);
    runChecks(configuration, wrong, problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(List.copyOf(problems));
    }
    return configuration;
  }

  private GivenValues file(List<GivenValues> explicit) {
    @Nullable GivenValue given = given(CONFIG_FILE, explicit);
    if (given == null || given.text().isBlank()) {
      return GivenValues.NONE;
    }
    Set<String> names =
        settings.stream()
            .filter(setting -> !setting.equals(CONFIG_FILE))
            .map(Setting::name)
            .collect(Collectors.toSet());
    return ConfigurationFile.read(Path.of(given.text()), names);
  }

  private static @Nullable GivenValue given(Setting<?> setting, List<GivenValues> sources) {
    return sources.stream()
        .map(source -> source.values().get(setting.name()))
        .filter(value -> value != null)
        .findFirst()
        .orElse(null);
  }

  /**
   * Every given value is parsed, one that a stronger source overrides too: it is as wrong there.
   */
  private Configuration valuesInForce(
      List<GivenValues> sources, Set<String> problems, Set<String> wrong) {
    List<Configuration.InForce<?>> values = new ArrayList<>();
    for (Setting<?> setting : settings) {
      for (GivenValues source : sources) {
        GivenValue given = source.values().get(setting.name());
        if (given != null && !parses(setting, given, problems)) {
          wrong.add(setting.name());
        }
      }
      values.add(
          wrong.contains(setting.name())
              ? inForce(setting, null)
              : inForce(setting, given(setting, sources)));
    }
    return new Configuration(values);
  }

  private static boolean parses(Setting<?> setting, GivenValue given, Set<String> problems) {
    try {
      setting.parser().parse(given.text());
      return true;
    } catch (IllegalArgumentException e) {
      problems.add(problem(setting, given, e));
      return false;
    }
  }

  private static String problem(Setting<?> setting, GivenValue given, IllegalArgumentException e) {
    String place =
        given.origin().contains(":") ? given.origin() + ": " + setting.name() : given.origin();
    return place + ": " + e.getMessage() + ", not '" + given.text() + "'";
  }

  private static <T> Configuration.InForce<T> inForce(
      Setting<T> setting, @Nullable GivenValue given) {
    return given == null
        ? new Configuration.InForce<>(
            setting, setting.defaultValue(), defaultText(setting), Configuration.DEFAULT)
        : new Configuration.InForce<>(
            setting, setting.parser().parse(given.text()), given.text(), given.origin());
  }

  /** The text that parses to the default: some settings show a description of it instead. */
  private static String defaultText(Setting<?> setting) {
    Object value = setting.defaultValue();
    if (value == null) {
      return "";
    }
    try {
      if (value.equals(setting.parser().parse(setting.defaultText()))) {
        return setting.defaultText();
      }
    } catch (IllegalArgumentException e) {
      return value.toString();
    }
    return value.toString();
  }

  private void runChecks(Configuration configuration, Set<String> wrong, Set<String> problems) {
    SettingValues rightOnly = new RightValues(configuration, wrong);
    for (Consumer<SettingValues> check : checks) {
      try {
        check.accept(rightOnly);
      } catch (ConfigurationException e) {
        problems.addAll(e.problems());
      } catch (WrongValue e) {
        // It has been reported already; a check of what stands in its place would only mislead.
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Stops a check that asks for a value that did not parse. */
  private static final class WrongValue extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private record RightValues(Configuration configuration, Set<String> wrong)
      implements SettingValues {
    @Override
    public <T> @Nullable T find(Setting<T> setting) {
      requireRight(setting);
      return configuration.find(setting);
    }

    @Override
    public <T> T get(Setting<T> setting) {
      requireRight(setting);
      return configuration.get(setting);
    }

    private void requireRight(Setting<?> setting) {
      if (wrong.contains(setting.name())) {
        throw new WrongValue();
      }
    }
  }
}
