package dev.larder.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the configuration file: HOCON, one key for each setting, nothing nested. */
final class ConfigurationFile {
  private final Path path;
  private final Set<String> names;
  private final Map<String, GivenValue> values = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private ConfigurationFile(Path path, Set<String> names) {
    this.path = path;
    this.names = names;
  }

  /**
   * Reads a file.
   *
   * @param names of the settings that may stand in it
   */
  static GivenValues read(Path path, Set<String> names) {
    ConfigurationFile file = new ConfigurationFile(path, names);
    file.read();
    return new GivenValues(file.values, file.problems);
  }

  private void read() {
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      String why =
          Files.isDirectory(path) ? "is a directory" : "no such file, or it cannot be read";
      problems.add(path + ": " + why);
      return;
    }
    try {
      Config config =
          ConfigFactory.parseFile(
                  path.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
              .resolve();
      config.root().forEach((key, value) -> take(config, key, value));
    } catch (ConfigException e) {
      problems.add(path + ": " + explained(e));
    }
  }

  /** The parser's words name the file again, and quote what stands in it. */
  private String explained(ConfigException failure) {
    String message = String.valueOf(failure.getMessage());
    String named = path.getFileName() + ": ";
    int repeated = message.startsWith(path + ": ") ? (path + ": ").length() : 0;
    String plain =
        repeated == 0 && message.startsWith(named)
            ? message.substring(named.length())
            : message.substring(repeated);
    return plain.replaceAll("\\p{Cntrl}", "·");
  }

  private void take(Config config, String key, ConfigValue value) {
    String origin = path + ":" + value.origin().lineNumber();
    if (!names.contains(key)) {
      problems.add(origin + ": unknown setting " + key + Suggestion.forUnknown(key, names));
    } else if (!isSingle(value.valueType())) {
      problems.add(origin + ": " + key + ": expected a single value");
    } else {
      values.put(key, new GivenValue(config.getString(ConfigUtil.quoteString(key)), origin));
    }
  }

  private static boolean isSingle(ConfigValueType type) {
    return switch (type) {
      case NUMBER, STRING, BOOLEAN -> true;
      case OBJECT, LIST, NULL -> false;
    };
  }

  /** The text of a value as it may stand in the file. */
  static String quoted(String text) {
    return text.matches("[A-Za-z0-9]+") ? text : ConfigUtil.quoteString(text);
  }
}
