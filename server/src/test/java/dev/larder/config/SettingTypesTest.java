package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingTypesTest {
  private enum Mode {
    SAFE,
    VERY_FAST
  }

  private static final Setting<Integer> INTEGER =
      SettingTypes.integer("count", "Group", "How many.", 5, 1, 10);
  private static final Setting<Long> BYTES =
      SettingTypes.bytes("size", "Group", "How large.", "64MB", 1024, 3L << 30);
  private static final Setting<Duration> TIME =
      SettingTypes.duration(
          "time", "Group", "How long.", "90s", Duration.ZERO, Duration.ofHours(36));
  private static final Setting<Boolean> TRUTH =
      SettingTypes.truth("truth", "Group", "Whether.", true);
  private static final Setting<Mode> CHOICE =
      SettingTypes.choice("mode", "Group", "How.", Mode.class, Mode.SAFE);
  private static final Setting<Path> PATH = SettingTypes.path("path", "Group", "Where.", "", null);
  private static final Setting<String> TEXT =
      SettingTypes.text("text", "Group", "What.", "TEXT", "x");

  static Stream<Arguments> rightTexts() {
    return Stream.of(
        Arguments.of(INTEGER, "1", 1),
        Arguments.of(INTEGER, "10", 10),
        Arguments.of(BYTES, "1024", 1024L),
        Arguments.of(BYTES, "1KB", 1024L),
        Arguments.of(BYTES, "1k", 1024L),
        Arguments.of(BYTES, "2 MB", 2L << 20),
        Arguments.of(BYTES, "3gb", 3L << 30),
        Arguments.of(TIME, "0ms", Duration.ZERO),
        Arguments.of(TIME, "500ms", Duration.ofMillis(500)),
        Arguments.of(TIME, "10s", Duration.ofSeconds(10)),
        Arguments.of(TIME, "5m", Duration.ofMinutes(5)),
        Arguments.of(TIME, "36h", Duration.ofHours(36)),
        Arguments.of(TIME, "1d", Duration.ofDays(1)),
        Arguments.of(TRUTH, "false", false),
        Arguments.of(CHOICE, "very-fast", Mode.VERY_FAST),
        Arguments.of(PATH, "/a b/c", Path.of("/a b/c")),
        Arguments.of(TEXT, " y ", " y "));
  }

  @ParameterizedTest
  @MethodSource("rightTexts")
  void parse_aRightText_answersItsValue(Setting<?> setting, String text, Object expected) {
    assertEquals(expected, setting.parser().parse(text));
  }

  static Stream<Arguments> wrongTexts() {
    return Stream.of(
        Arguments.of(INTEGER, "0", "expected a value from 1 to 10"),
        Arguments.of(INTEGER, "11", "expected a value from 1 to 10"),
        Arguments.of(INTEGER, "", "expected a whole number"),
        Arguments.of(INTEGER, "1.5", "expected a whole number"),
        Arguments.of(INTEGER, "99999999999999999999", "expected a whole number"),
        Arguments.of(BYTES, "1023", "expected a value from 1KB to 3GB"),
        Arguments.of(BYTES, "4GB", "expected a value from 1KB to 3GB"),
        Arguments.of(BYTES, "1PB", "expected bytes, KB, MB or GB"),
        Arguments.of(BYTES, "-1", "expected a number with a unit"),
        Arguments.of(BYTES, "9223372036854775807GB", "expected a smaller number"),
        Arguments.of(TIME, "37h", "expected a value from 0s to 36h"),
        Arguments.of(TIME, "5", "expected a unit: ms, s, m, h or d"),
        Arguments.of(TIME, "soon", "expected a number with a unit"),
        Arguments.of(TRUTH, "yes", "expected true or false"),
        Arguments.of(CHOICE, "VERY_FAST", "expected one of safe|very-fast"),
        Arguments.of(PATH, " ", "expected a text"),
        Arguments.of(PATH, "a\0b", "expected a path"),
        Arguments.of(TEXT, "", "expected a text"));
  }

  @ParameterizedTest
  @MethodSource("wrongTexts")
  void parse_aWrongText_saysWhatIsExpected(Setting<?> setting, String text, String expected) {
    IllegalArgumentException failure =
        assertThrows(IllegalArgumentException.class, () -> setting.parser().parse(text));

    assertEquals(expected, failure.getMessage());
  }

  @Test
  void description_ofABoundedSetting_namesTheBounds() {
    assertEquals("How many. From 1 to 10.", INTEGER.description());
    assertEquals("How large. From 1KB to 3GB.", BYTES.description());
    assertEquals("How long. From 0s to 36h.", TIME.description());
  }

  @Test
  void variable_ofAName_isInUpperCase() {
    Setting<Path> setting = SettingTypes.path("data-dir", "Group", "Where.", "", null);

    assertEquals("LARDER_DATA_DIR", setting.variable());
    assertEquals("--data-dir", setting.flag());
  }
}
