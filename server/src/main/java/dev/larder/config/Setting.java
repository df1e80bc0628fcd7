package dev.larder.config;

import org.jspecify.annotations.Nullable;

/**
 * One setting: everything that is known about it in one place. Its flag is {@code --name}; its
 * environment variable is {@code LARDER_NAME} with dashes as underscores; in the file it stands
 * under its name.
 *
 * @param <T> the type of its value
 * @param name lower case words joined by dashes: {@code data-dir}
 * @param group the heading under which it is documented
 * @param description one or two sentences, for {@code --help} and the documentation
 * @param placeholder how a value is shown in {@code --help}: {@code PORT}
 * @param defaultText how the default is shown; empty when there is none
 * @param defaultValue null when there is none
 * @param parser reads the text; throws IllegalArgumentException with a message that says what is
 *     expected
 */
public record Setting<T>(
    String name,
    String group,
    String description,
    String placeholder,
    String defaultText,
    @Nullable T defaultValue,
    Parser<T> parser) {

  /** Reads a value from its text. */
  @FunctionalInterface
  public interface Parser<T> {
    T parse(String text);
  }

  /** The environment variable. */
  public String variable() {
    return "LARDER_" + name.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
  }

  /** The flag. */
  public String flag() {
    return "--" + name;
  }
}
