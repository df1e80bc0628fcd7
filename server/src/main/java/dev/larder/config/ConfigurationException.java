package dev.larder.config;

import java.util.List;

/** What was configured cannot be used. Carries every problem that was found, not only the first. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * One problem, as a sentence without its full stop that names the setting: {@code --port:
   * expected …}.
   */
  public ConfigurationException(String problem) {
    this(List.of(problem));
  }

  /** Several problems; at least one. */
  public ConfigurationException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems, in the order in which they were found. */
  public List<String> problems() {
    return problems;
  }
}
