package dev.larder.cli;

import dev.larder.cli.console.Durations;
import dev.larder.cli.console.Instants;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.TypeConversionException;

/** Reads arguments; what it says of those that are none names no Java type. */
final class ArgumentTypes {
  private ArgumentTypes() {}

  /** Has a command and those below it read their arguments so. */
  static CommandLine register(CommandLine command) {
    registerNames(command, command);
    return command
        .registerConverter(Duration.class, converter(Durations::parse))
        .registerConverter(Instant.class, converter(Instants::parse))
        .registerConverter(Integer.class, converter(ArgumentTypes::integer))
        .registerConverter(int.class, converter(ArgumentTypes::integer))
        .registerConverter(Long.class, converter(ArgumentTypes::whole))
        .registerConverter(Double.class, converter(ArgumentTypes::number))
        .registerConverter(double.class, converter(ArgumentTypes::number));
  }

  private static void registerNames(CommandLine root, CommandLine command) {
    for (ArgSpec argument : command.getCommandSpec().args()) {
      if (argument.type().isEnum()) {
        registerNames(root, argument.type());
      }
    }
    command.getSubcommands().values().forEach(each -> registerNames(root, each));
  }

  private static <T> void registerNames(CommandLine root, Class<T> type) {
    root.registerConverter(type, converter(text -> named(type, text)));
  }

  /** picocli shows the message of this exception alone, and of others their class as well. */
  private static <T> ITypeConverter<T> converter(Function<String, T> parser) {
    return text -> {
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    };
  }

  private static <T> T named(Class<T> type, String text) {
    String name = text.toLowerCase(Locale.ROOT).replace('_', '-');
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is none of " + all(type)));
  }

  private static String all(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(Object::toString)
        .collect(Collectors.joining(", "));
  }

  private static int integer(String text) {
    try {
      return Math.toIntExact(whole(text));
    } catch (ArithmeticException tooLarge) {
      throw new IllegalArgumentException("'" + text + "' is too large", tooLarge);
    }
  }

  private static long whole(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number", malformed);
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException("'" + text + "' is not a number", malformed);
    }
  }
}
