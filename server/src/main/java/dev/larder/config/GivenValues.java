package dev.larder.config;

import java.util.List;
import java.util.Map;

/**
 * What one source gave: the flags, the environment or the file.
 *
 * @param values by the name of their setting; settings that exist, values that may be wrong
 * @param problems what cannot be a value of any setting
 */
record GivenValues(Map<String, GivenValue> values, List<String> problems) {
  static final GivenValues NONE = new GivenValues(Map.of(), List.of());

  GivenValues {
    values = Map.copyOf(values);
    problems = List.copyOf(problems);
  }
}
