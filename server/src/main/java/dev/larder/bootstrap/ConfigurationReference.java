package dev.larder.bootstrap;

import dev.larder.config.ConfigurationReader;
import dev.larder.config.Setting;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes docs/configuration.md from the settings themselves, to standard output. */
public final class ConfigurationReference {
  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Generated from the code by 'make docs'. Change the settings there, not this file. -->

      Every setting has a flag, an environment variable and a name in the configuration file. `--data-dir DIR`,
      `LARDER_DATA_DIR=DIR` and the line `data-dir = DIR` say the same. A flag comes before the variable, the variable before the
      file, the file before the default.

      The server is strict: a flag, a variable that begins with `LARDER_` or a line of the file that it does not know, a value
      out of its range, and values that do not go together keep it from starting (exit code 2). All mistakes are reported at once.

      `larder-server --print-config` shows every value in force and where it came from, in the syntax of the file, and
      starts nothing:

          larder-server --port 7071 --print-config > larder.conf
          larder-server --config larder.conf

      The file is [HOCON](https://github.com/lightbend/config/blob/main/HOCON.md): comments begin with `#`, text with other
      characters than letters and digits stands in double quotes, and `${HOME}` is replaced from the environment.

          data-dir = ${HOME}"/larder"
          durability = power
          hot-tier-bytes = 256MB

      Sizes are written with `KB`, `MB` or `GB`, which are powers of 1024, or as a plain number of bytes. Times are written
      with `ms`, `s`, `m`, `h` or `d`.
      """;

  private ConfigurationReference() {}

  /** Prints the document. */
  public static void main(String[] arguments) {
    System.out.writeBytes(markdown().getBytes(StandardCharsets.UTF_8));
  }

  static String markdown() {
    Map<String, List<Setting<?>>> groups =
        ServerSettings.reader().settings().stream()
            .collect(
                Collectors.groupingBy(Setting::group, LinkedHashMap::new, Collectors.toList()));
    StringBuilder document = new StringBuilder(INTRODUCTION);
    groups.forEach((group, settings) -> appendGroup(document, group, settings));
    return document.toString();
  }

  private static void appendGroup(StringBuilder document, String group, List<Setting<?>> settings) {
    document.append("\n## ").append(group).append("\n");
    settings.forEach(setting -> appendSetting(document, setting));
  }

  private static void appendSetting(StringBuilder document, Setting<?> setting) {
    boolean inFile = !setting.equals(ConfigurationReader.CONFIG_FILE);
    document.append(
        """

        ### %s

        %s

        - Flag: `%s %s`
        - Variable: `%s`
        %s- Default: %s
        """
            .formatted(
                setting.name(),
                setting.description(),
                setting.flag(),
                setting.placeholder(),
                setting.variable(),
                inFile ? "" : "- In the file: not allowed\n",
                defaultText(setting)));
  }

  private static String defaultText(Setting<?> setting) {
    if (setting.defaultText().isEmpty()) {
      return "none";
    }
    boolean isValue = !setting.defaultText().contains(" ");
    return isValue ? "`" + setting.defaultText() + "`" : setting.defaultText();
  }
}
