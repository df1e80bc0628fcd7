package dev.larder.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of values that settings have. */
public final class SettingTypes {
  private static final Pattern QUANTITY = Pattern.compile("(\\d+)\\s*([A-Za-z]*)");

  private SettingTypes() {}

  /** A whole number within bounds, both included. */
  public static Setting<Integer> integer(
      String name, String group, String description, int defaultValue, int least, int most) {
    SettingRange range = SettingRange.numbers(least, most);
    return new Setting<>(
        name,
        group,
        range.describe(description),
        "N",
        Integer.toString(defaultValue),
        defaultValue,
        text -> (int) range.require(wholeNumber(text)));
  }

  /** A number of bytes: {@code 64MB}; KB, MB and GB are powers of 1024. */
  public static Setting<Long> bytes(
      String name, String group, String description, String defaultText, long least, long most) {
    SettingRange range = SettingRange.sizes(least, most);
    Setting.Parser<Long> parser = text -> range.require(quantity(text, SettingTypes::byteUnit));
    return new Setting<>(
        name,
        group,
        range.describe(description),
        "SIZE",
        defaultText,
        parser.parse(defaultText),
        parser);
  }

  /** A time: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 1d}. */
  public static Setting<Duration> duration(
      String name,
      String group,
      String description,
      String defaultText,
      Duration least,
      Duration most) {
    SettingRange range = SettingRange.times(least.toMillis(), most.toMillis());
    Setting.Parser<Duration> parser =
        text -> Duration.ofMillis(range.require(quantity(text, SettingTypes::milliseconds)));
    return new Setting<>(
        name,
        group,
        range.describe(description),
        "TIME",
        defaultText,
        parser.parse(defaultText),
        parser);
  }

  /** True or false. */
  public static Setting<Boolean> truth(
      String name, String group, String description, boolean defaultValue) {
    return new Setting<>(
        name,
        group,
        description,
        "true|false",
        Boolean.toString(defaultValue),
        defaultValue,
        SettingTypes::truth);
  }

  /** Any text that is not blank. */
  public static Setting<String> text(
      String name, String group, String description, String placeholder, String defaultValue) {
    return new Setting<>(
        name, group, description, placeholder, defaultValue, defaultValue, SettingTypes::notBlank);
  }

  /**
   * A path; {@code defaultText} describes a default that is reckoned elsewhere, or is empty when
   * there is none.
   */
  public static Setting<Path> path(
      String name,
      String group,
      String description,
      String defaultText,
      @Nullable Path defaultValue) {
    return new Setting<>(
        name, group, description, "PATH", defaultText, defaultValue, SettingTypes::path);
  }

  /** One of an enum's constants, written in lower case. */
  public static <E extends Enum<E>> Setting<E> choice(
      String name, String group, String description, Class<E> type, E defaultValue) {
    String choices =
        Arrays.stream(type.getEnumConstants())
            .map(SettingTypes::lowerCase)
            .collect(Collectors.joining("|"));
    return new Setting<>(
        name,
        group,
        description,
        choices,
        lowerCase(defaultValue),
        defaultValue,
        text -> constant(type, text, choices));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text, String choices) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> lowerCase(constant).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("expected one of " + choices));
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static long wholeNumber(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a whole number", e);
    }
  }

  private interface Unit {
    long factor(String unit);
  }

  private static long quantity(String text, Unit unit) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected a number with a unit");
    }
    try {
      return Math.multiplyExact(
          Long.parseLong(matcher.group(1)), unit.factor(matcher.group(2).toLowerCase(Locale.ROOT)));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException("expected a smaller number", e);
    }
  }

  private static long byteUnit(String unit) {
    return switch (unit) {
      case "", "b" -> 1L;
      case "kb", "k" -> 1L << 10;
      case "mb", "m" -> 1L << 20;
      case "gb", "g" -> 1L << 30;
      default -> throw new IllegalArgumentException("expected bytes, KB, MB or GB");
    };
  }

  private static long milliseconds(String unit) {
    return switch (unit) {
      case "ms" -> 1L;
      case "s" -> 1_000L;
      case "m" -> 60_000L;
      case "h" -> 3_600_000L;
      case "d" -> 86_400_000L;
      default -> throw new IllegalArgumentException("expected a unit: ms, s, m, h or d");
    };
  }

  private static Boolean truth(String text) {
    return switch (text) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> throw new IllegalArgumentException("expected true or false");
    };
  }

  private static String notBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("expected a text");
    }
    return text;
  }

  private static Path path(String text) {
    try {
      return Path.of(notBlank(text));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("expected a path", e);
    }
  }
}
