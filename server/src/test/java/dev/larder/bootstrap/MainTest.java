package dev.larder.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Setting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void run_help_teachesEveryFlagWithItsDefaultAndVariable() throws InterruptedException {
    assertEquals(0, run(Map.of(), "--help"));

    for (Setting<?> setting : ServerSettings.reader().settings()) {
      assertTrue(text(out).contains(setting.flag()), setting.flag());
      assertTrue(text(out).contains(setting.variable()), setting.variable());
    }
    assertTrue(text(out).contains("Default: 7070. Variable: LARDER_PORT"), text(out));
    assertEquals("", text(err));
  }

  @Test
  void run_version_saysIt() throws InterruptedException {
    assertEquals(0, run(Map.of(), "--version"));

    assertTrue(text(out).matches("larder-server \\d+\\.\\d+\\.\\d+\\S*\\R"), text(out));
  }

  @Test
  void run_printConfig_showsWhatIsInForceAndFromWhere() throws InterruptedException {
    assertEquals(0, run(Map.of("LARDER_DURABILITY", "power"), "--port", "0", "--print-config"));

    assertTrue(text(out).contains("\nport = 0 "), text(out));
    assertTrue(text(out).matches("(?s).*\ndurability = power +# LARDER_DURABILITY\n.*"), text(out));
  }

  @Test
  void run_manyMistakes_namesEachOnALineOfItsOwn() throws InterruptedException {
    assertEquals(2, run(Map.of("LARDER_POTR", "1"), "--datadir", "x", "--port", "-1"));

    assertEquals(
        List.of(
            "larder-server: --datadir: unknown flag; did you mean --data-dir?",
            "larder-server: LARDER_POTR: unknown variable; did you mean LARDER_PORT?",
            "larder-server: --port: expected a value from 0 to 65535, not '-1'",
            "'larder-server --help' lists every flag and variable."),
        text(err).lines().toList());
    assertEquals("", text(out));
  }

  private int run(Map<String, String> environment, String... arguments)
      throws InterruptedException {
    return new Main(stream(out), stream(err), environment).run(List.of(arguments));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
