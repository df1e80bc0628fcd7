package dev.larder.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the environment: every variable that begins with {@code LARDER_} must be one of ours. */
final class ConfigurationEnvironment {
  private static final String PREFIX = "LARDER_";

  private ConfigurationEnvironment() {}

  /**
   * Picks the settings from an environment.
   *
   * @param passedOver variables of other programs of the family, which are no mistake here
   */
  static GivenValues read(
      Map<String, String> environment, List<Setting<?>> settings, Set<String> passedOver) {
    Map<String, Setting<?>> known =
        settings.stream().collect(Collectors.toMap(Setting::variable, Function.identity()));
    Map<String, GivenValue> values = new HashMap<>();
    List<String> problems = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (variable, text) -> {
              Setting<?> setting = known.get(variable);
              if (setting != null) {
                values.put(setting.name(), new GivenValue(text, variable));
              } else if (variable.startsWith(PREFIX) && !passedOver.contains(variable)) {
                problems.add(
                    variable
                        + ": unknown variable"
                        + Suggestion.forUnknown(variable, known.keySet()));
              }
            });
    return new GivenValues(values, problems);
  }
}
