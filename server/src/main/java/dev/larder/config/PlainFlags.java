package dev.larder.config;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the command lines that nearly every start has: settings alone, each once, each with a
 * value. Picocli, which reads all others, takes a tenth of a start to load, since its classes are
 * too old for the JVM's archive.
 */
final class PlainFlags {
  private PlainFlags() {}

  /** The values by setting; empty when there is anything at all to judge. */
  static Optional<Map<String, GivenValue>> read(List<Setting<?>> settings, List<String> arguments) {
    Map<String, Setting<?>> byFlag =
        settings.stream().collect(Collectors.toMap(Setting::flag, Function.identity()));
    Map<String, GivenValue> values = new HashMap<>();
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      int equals = argument.indexOf('=');
      Setting<?> setting = byFlag.get(equals < 0 ? argument : argument.substring(0, equals));
      if (setting == null || (equals < 0 && (isTruth(setting) || !rest.hasNext()))) {
        return Optional.empty();
      }
      String text = equals < 0 ? rest.next() : argument.substring(equals + 1);
      GivenValue value = new GivenValue(text, setting.flag());
      if (!isPlain(text) || values.put(setting.name(), value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  /** Such a flag may stand alone. */
  private static boolean isTruth(Setting<?> setting) {
    return setting.defaultValue() instanceof Boolean;
  }

  /** It can be taken for nothing else: another flag, something in quotes. */
  private static boolean isPlain(String text) {
    return !text.isEmpty() && "-\"'".indexOf(text.charAt(0)) < 0;
  }
}
