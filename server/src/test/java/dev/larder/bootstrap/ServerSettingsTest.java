package dev.larder.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.cache.CacheConfig;
import dev.larder.cache.FillConfig;
import dev.larder.config.Configuration;
import dev.larder.config.ConfigurationException;
import dev.larder.config.ConfigurationReader;
import dev.larder.config.Setting;
import dev.larder.config.SettingValues;
import dev.larder.observability.ObservabilityConfig;
import dev.larder.store.sqlite.SqliteStoreConfig;
import dev.larder.transport.TransportConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServerSettingsTest {
  private static final String MACHINE = "depends on the machine";

  /**
   * Every setting: its name, its default, another value, and how that one is written by its config
   * record.
   */
  private static final List<Arguments> TABLE =
      List.of(
          Arguments.of("stop-timeout", "PT30S", "45s", "PT45S"),
          Arguments.of("host", "127.0.0.1", "localhost", "localhost"),
          Arguments.of("port", "7070", "7171", "7171"),
          Arguments.of("unix-socket", "null", "/run/larder.sock", "/run/larder.sock"),
          Arguments.of("channelz", "false", "true", "true"),
          Arguments.of("max-payload-bytes", "2097152", "1MB", "1048576"),
          Arguments.of("max-message-bytes", "4194304", "8MB", "8388608"),
          Arguments.of("max-batch-items", "1000", "77", "77"),
          Arguments.of("max-connections", "1000", "78", "78"),
          Arguments.of("max-calls-in-flight", "4096", "79", "79"),
          Arguments.of("max-calls-per-connection", "1000", "80", "80"),
          Arguments.of("max-resets-per-minute", "6000", "81", "81"),
          Arguments.of("max-header-bytes", "16384", "9KB", "9216"),
          Arguments.of("max-unread-bytes", "134217728", "16MB", "16777216"),
          Arguments.of("keep-alive-time", "PT5M", "61s", "PT1M1S"),
          Arguments.of("keep-alive-timeout", "PT20S", "62s", "PT1M2S"),
          Arguments.of("permit-keep-alive-time", "PT10S", "63s", "PT1M3S"),
          Arguments.of("permit-keep-alive-without-calls", "true", "false", "false"),
          Arguments.of("max-connection-age", "PT0S", "64s", "PT1M4S"),
          Arguments.of("max-connection-age-grace", "PT30S", "65s", "PT1M5S"),
          Arguments.of("max-connection-idle", "PT0S", "66s", "PT1M6S"),
          Arguments.of("drain-grace", "PT10S", "11s", "PT11S"),
          Arguments.of("event-loops", "0", "13", "13"),
          Arguments.of("payload-threads", "0", "14", "14"),
          Arguments.of("payload-queue", "256", "15", "15"),
          Arguments.of("payload-queue-bytes", "134217728", "16MB", "16777216"),
          Arguments.of("hot-tier-bytes", "67108864", "17MB", "17825792"),
          Arguments.of("strict-namespaces", "false", "true", "true"),
          Arguments.of("fill-max-lease", "PT10M", "11m", "PT11M"),
          Arguments.of("fill-max-wait", "PT1M", "61s", "PT1M1S"),
          Arguments.of("fill-max-waiting", "2048", "82", "82"),
          Arguments.of("fill-max-waiting-per-key", "1024", "83", "83"),
          Arguments.of("fill-max-held", "100000", "84", "84"),
          Arguments.of("data-dir", MACHINE, "/var/lib/larder", "/var/lib/larder"),
          Arguments.of("durability", "PROCESS", "power", "POWER"),
          Arguments.of("on-corruption", "RECREATE", "fail", "FAIL"),
          Arguments.of("sqlite-reader-threads", MACHINE, "18", "18"),
          Arguments.of("sqlite-read-queue-entries", "4096", "19", "19"),
          Arguments.of("sqlite-scan-threads", "2", "20", "20"),
          Arguments.of("sqlite-scan-queue-entries", "256", "21", "21"),
          Arguments.of("sqlite-write-queue-entries", "8192", "22", "22"),
          Arguments.of("sqlite-write-queue-bytes", "67108864", "23MB", "24117248"),
          Arguments.of("sqlite-cache-bytes", "33554432", "24MB", "25165824"),
          Arguments.of("sqlite-mmap-bytes", "0", "25MB", "26214400"),
          Arguments.of("sweep-interval", "PT10S", "26s", "PT26S"),
          Arguments.of("sqlite-checkpoint-bytes", "16777216", "27MB", "28311552"),
          Arguments.of("change-log-entries", "10000", "28", "28"),
          Arguments.of("maintenance-slice", "PT0.01S", "29ms", "PT0.029S"),
          Arguments.of("maintenance-delay", "PT0.1S", "30ms", "PT0.03S"),
          Arguments.of("log-level", "INFO", "debug", "DEBUG"),
          Arguments.of("log-format", "TEXT", "json", "JSON"));

  /** They stand in no record: one names the file, the other one only allows something. */
  private static final List<String> WITHOUT_RECORD =
      List.of("config", "allow-plaintext-beyond-loopback");

  static Stream<Arguments> table() {
    return TABLE.stream();
  }

  @Test
  void table_ofTheseTests_knowsEverySetting() {
    List<String> tested =
        Stream.concat(TABLE.stream().map(row -> (String) row.get()[0]), WITHOUT_RECORD.stream())
            .sorted()
            .toList();

    assertEquals(
        ServerSettings.reader().settings().stream().map(Setting::name).sorted().toList(), tested);
  }

  @ParameterizedTest
  @MethodSource("table")
  void defaultValue_ofEverySetting_isAsDocumented(
      String name, String defaultValue, String other, String written) {
    Setting<?> setting = setting(name);

    if (!defaultValue.equals(MACHINE)) {
      assertEquals(defaultValue, String.valueOf(setting.defaultValue()));
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void from_oneSettingChanged_changesOneFieldOfItsRecord(
      String name, String defaultValue, String other, String written) {
    List<String> before = fields(ServerSettings.fromFlags());
    List<String> after = fields(ServerSettings.fromFlags(setting(name).flag(), other));

    assertEquals(before.size(), after.size());
    List<String> changed = new ArrayList<>(after);
    changed.removeAll(before);
    assertNotEquals(before, after, name + " reaches no record");
    assertEquals(1, changed.size(), name + " changed " + changed);
    assertTrue(changed.get(0).endsWith("=" + written), name + " became " + changed);
  }

  @Test
  void fromFlags_anAddressBeyondLoopback_mustBeAskedForByName() {
    assertThrows(ConfigurationException.class, () -> ServerSettings.fromFlags("--host", "0.0.0.0"));

    Configuration allowed =
        ServerSettings.fromFlags("--host", "0.0.0.0", "--allow-plaintext-beyond-loopback");

    assertEquals("0.0.0.0", TransportConfig.from(allowed).listen().host());
  }

  @Test
  void fromFlags_valuesThatDoNotGoTogether_areAllReported() {
    ConfigurationException failure =
        assertThrows(
            ConfigurationException.class,
            () ->
                ServerSettings.fromFlags(
                    "--max-payload-bytes", "8MB", "--drain-grace", "30s", "--durability", "none"));

    String problems = String.join("\n", failure.problems());
    assertEquals(3, failure.problems().size(), problems);
    assertTrue(problems.contains("max-message-bytes"), problems);
    assertTrue(problems.contains("stop-timeout"), problems);
    assertTrue(problems.contains("--durability: expected one of process|power"), problems);
  }

  private static Setting<?> setting(String name) {
    ConfigurationReader reader = ServerSettings.reader();
    return reader.settings().stream()
        .filter(setting -> setting.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The fields of all config records, nested ones too, each as {@code name=value}. */
  private static List<String> fields(SettingValues values) {
    String records =
        Stream.of(
                StopConfig.from(values),
                TransportConfig.from(values),
                CacheConfig.from(values),
                FillConfig.from(values),
                SqliteStoreConfig.from(values),
                ObservabilityConfig.from(values))
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    return List.of(records.replaceAll("\\w+\\[", "").replace("]", "").split(", "));
  }
}
