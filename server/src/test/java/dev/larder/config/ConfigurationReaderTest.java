package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReaderTest {
  private enum Mode {
    SAFE,
    VERY_FAST
  }

  private static final Setting<Integer> PORT =
      SettingTypes.integer("port", "Network", "The port.", 7070, 0, 65535);
  private static final Setting<Path> SOCKET =
      SettingTypes.path("unix-socket", "Network", "The socket.", "", null);
  private static final Setting<Long> SIZE =
      SettingTypes.bytes("hot-bytes", "Cache", "The size.", "64MB", 0, 1L << 40);
  private static final Setting<Duration> GRACE =
      SettingTypes.duration(
          "grace", "Cache", "The time.", "10s", Duration.ZERO, Duration.ofHours(1));
  private static final Setting<Boolean> STRICT =
      SettingTypes.truth("strict", "Cache", "Strictness.", false);
  private static final Setting<Mode> MODE =
      SettingTypes.choice("mode", "Cache", "How.", Mode.class, Mode.SAFE);
  private static final Setting<String> HOST =
      SettingTypes.text("host", "Network", "The address.", "ADDRESS", "127.0.0.1");
  private static final List<Setting<?>> SETTINGS =
      List.of(PORT, SOCKET, HOST, SIZE, GRACE, STRICT, MODE);

  @TempDir Path directory;

  @Test
  void read_nothingGiven_answersTheDefaults() {
    Configuration configuration = read(List.of(), Map.of());

    assertEquals(7070, configuration.get(PORT));
    assertNull(configuration.find(SOCKET));
    assertEquals(64L << 20, configuration.get(SIZE));
    assertEquals(Mode.SAFE, configuration.get(MODE));
    assertEquals("default", configuration.origin(PORT));
  }

  @Test
  void read_everySource_theStrongerWins() {
    Path file = file("port = 1\nhost = file\ngrace = 1s\nstrict = true");

    Configuration configuration =
        read(
            List.of("--config", file.toString(), "--port", "3"),
            Map.of("LARDER_PORT", "2", "LARDER_HOST", "environment", "PATH", "/bin"));

    assertEquals(3, configuration.get(PORT));
    assertEquals("--port", configuration.origin(PORT));
    assertEquals("environment", configuration.get(HOST));
    assertEquals("LARDER_HOST", configuration.origin(HOST));
    assertEquals(Duration.ofSeconds(1), configuration.get(GRACE));
    assertEquals(file + ":3", configuration.origin(GRACE));
    assertEquals(true, configuration.get(STRICT));
    assertEquals("default", configuration.origin(MODE));
  }

  @Test
  void read_fileNamedByTheEnvironment_isRead() {
    Path file = file("mode = very-fast");

    Configuration configuration = read(List.of(), Map.of("LARDER_CONFIG", file.toString()));

    assertEquals(Mode.VERY_FAST, configuration.get(MODE));
  }

  @Test
  void read_aTruthAsABareFlag_isTrue() {
    assertEquals(true, read(List.of("--strict"), Map.of()).get(STRICT));
    assertEquals(true, read(List.of("--strict", "--port", "1"), Map.of()).get(STRICT));
    assertEquals(false, read(List.of("--strict=false"), Map.of()).get(STRICT));
  }

  @Test
  void read_manyMistakes_reportsThemAllAtOnce() {
    Path file = file("hot-byte = 1\nmode = slow\nhost { name = x }\nconfig = other.conf");

    List<String> problems =
        problems(
            List.of("--config", file.toString(), "--prot", "7071", "--port", "99999", "start"),
            Map.of("LARDER_GRACE", "soon", "LARDER_STRICKT", "true"));

    assertEquals(
        Set.of(
            "--prot: unknown flag; did you mean --port?",
            "start: expected a flag; this program takes no other arguments",
            "--port: expected a value from 0 to 65535, not '99999'",
            "LARDER_STRICKT: unknown variable; did you mean LARDER_STRICT?",
            "LARDER_GRACE: expected a number with a unit, not 'soon'",
            file + ":1: unknown setting hot-byte; did you mean hot-bytes?",
            file + ":2: mode: expected one of safe|very-fast, not 'slow'",
            file + ":3: host: expected a single value",
            file + ":4: unknown setting config"),
        Set.copyOf(problems));
    assertEquals(9, problems.size());
  }

  @Test
  void read_aWrongValueThatIsOverridden_isReportedAllTheSame() {
    assertEquals(
        List.of("LARDER_PORT: expected a whole number, not 'x'"),
        problems(List.of("--port", "1"), Map.of("LARDER_PORT", "x")));
  }

  @Test
  void read_aFlagWithoutItsValue_isReported() {
    assertEquals(List.of("--port: expected a value"), problems(List.of("--port"), Map.of()));
  }

  @Test
  void read_aFlagGivenTwice_isReported() {
    assertEquals(
        List.of("--port: given more than once"),
        problems(List.of("--port", "1", "--port", "2"), Map.of()));
  }

  @Test
  void read_anAbsentFile_isReported() {
    Path absent = directory.resolve("absent.conf");

    assertEquals(
        List.of(absent + ": no such file, or it cannot be read"),
        problems(List.of("--config", absent.toString()), Map.of()));
  }

  @Test
  void read_aFileThatIsNotHocon_isReportedWithItsLine() {
    List<String> problems =
        problems(List.of("--config", file("port = 1\nhost = {").toString()), Map.of());

    assertEquals(1, problems.size());
    assertEquals(true, problems.get(0).contains("larder.conf"), problems.get(0));
  }

  @Test
  void read_aVariableOfAnotherProgram_isPassedOver() {
    ConfigurationReader reader =
        new ConfigurationReader(SETTINGS, List.of(), Set.of("LARDER_TARGET"));

    reader.read(flags(reader), Map.of("LARDER_TARGET", "localhost:1"));
  }

  @Test
  void read_valuesThatDoNotGoTogether_areReportedWithTheRest() {
    Consumer<SettingValues> check =
        values -> {
          if (values.get(PORT) == 0 && values.find(SOCKET) == null) {
            throw new ConfigurationException(List.of("first", "second"));
          }
        };

    ConfigurationException failure =
        assertThrows(
            ConfigurationException.class,
            () -> read(List.of("--port", "0", "--mode", "x"), Map.of(), List.of(check)));

    assertEquals(
        List.of("--mode: expected one of safe|very-fast, not 'x'", "first", "second"),
        failure.problems());
  }

  @Test
  void read_aCheckOfAValueThatDidNotParse_isPassedOver() {
    Consumer<SettingValues> check =
        values -> {
          throw new ConfigurationException("port " + values.get(PORT));
        };

    ConfigurationException failure =
        assertThrows(
            ConfigurationException.class,
            () -> read(List.of("--port", "x"), Map.of(), List.of(check)));

    assertEquals(List.of("--port: expected a whole number, not 'x'"), failure.problems());
  }

  @Test
  void render_whateverIsInForce_canBeReadBack() {
    Path socket = directory.resolve("a \"quoted\" ${name} # socket");
    Configuration before =
        read(
            List.of("--unix-socket", socket.toString(), "--grace", "1500ms", "--strict"),
            Map.of("LARDER_HOST", "::1"));

    Path file = file(before.render());
    Configuration after = read(List.of("--config", file.toString()), Map.of());

    for (Setting<?> setting : SETTINGS) {
      assertEquals(before.find(setting), after.find(setting), setting.name());
    }
  }

  @Test
  void render_anyValue_saysWhereItCameFrom() {
    String rendered = read(List.of("--port", "1"), Map.of("LARDER_MODE", "very-fast")).render();

    assertEquals(
        """
        # General
        # config: not set                         # default

        # Network
        port = 1                                  # --port
        # unix-socket: not set                    # default
        host = "127.0.0.1"                        # default

        # Cache
        hot-bytes = 64MB                          # default
        grace = 10s                               # default
        strict = false                            # default
        mode = "very-fast"                        # LARDER_MODE
        """,
        rendered);
  }

  @Test
  void get_aSettingOfAnotherProgram_isRefused() {
    Setting<Integer> same = SettingTypes.integer("port", "Network", "Not the same.", 1, 0, 2);

    assertThrows(IllegalStateException.class, () -> read(List.of(), Map.of()).get(same));
  }

  @Test
  void constructor_twoSettingsOfOneName_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ConfigurationReader(List.of(PORT, PORT), List.of(), Set.of()));
  }

  private List<String> problems(List<String> arguments, Map<String, String> environment) {
    return assertThrows(ConfigurationException.class, () -> read(arguments, environment))
        .problems();
  }

  private Configuration read(List<String> arguments, Map<String, String> environment) {
    return read(arguments, environment, List.of());
  }

  private Configuration read(
      List<String> arguments,
      Map<String, String> environment,
      List<Consumer<SettingValues>> checks) {
    ConfigurationReader reader = new ConfigurationReader(SETTINGS, checks, Set.of());
    return reader.read(flags(reader, arguments.toArray(String[]::new)), environment);
  }

  private static CommandLineFlags flags(ConfigurationReader reader, String... arguments) {
    return CommandLineFlags.parse(reader.settings(), List.of(arguments));
  }

  private Path file(String content) {
    try {
      return Files.writeString(directory.resolve("larder.conf"), content);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
