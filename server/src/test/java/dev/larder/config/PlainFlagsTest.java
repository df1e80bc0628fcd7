package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainFlagsTest {
  private static final List<Setting<?>> SETTINGS =
      List.of(
          SettingTypes.text("host", "General", "Where.", "HOST", "localhost"),
          SettingTypes.integer("port", "General", "Which.", 7070, 0, 65_535),
          SettingTypes.truth("strict", "General", "How.", false));

  @Test
  void read_nothing_isNoValue() {
    assertEquals(Optional.of(Map.of()), read());
  }

  @Test
  void read_bothWaysOfWriting_giveTheValues() {
    assertEquals(
        Optional.of(
            Map.of(
                "host", new GivenValue("a=b", "--host"),
                "port", new GivenValue("1", "--port"),
                "strict", new GivenValue("true", "--strict"))),
        read("--host=a=b", "--port", "1", "--strict=true"));
  }

  @Test
  void read_atSign_isNoFileOfFlags() {
    assertEquals(Optional.of(Map.of("host", new GivenValue("@a", "--host"))), read("--host", "@a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--strict",
        "--strict true",
        "--port",
        "--port=",
        "--port -1",
        "--port '1'",
        "--port 1 --port=1",
        "--unknown 1",
        "7070",
        "--print-config",
      })
  void read_whatHasToBeJudged_isLeftToPicocli(String line) {
    assertTrue(read(line.split(" ")).isEmpty());
  }

  private static Optional<Map<String, GivenValue>> read(String... arguments) {
    return PlainFlags.read(SETTINGS, List.of(arguments));
  }
}
