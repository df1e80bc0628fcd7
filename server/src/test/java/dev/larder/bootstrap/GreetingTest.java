package dev.larder.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.observability.ServerVersion;
import dev.larder.store.sqlite.SqliteStoreConfig.Durability;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GreetingTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1:7070",
    "localhost, localhost:7070",
    "0.0.0.0, localhost:7070",
    "::, localhost:7070",
    "::1, [::1]:7070",
  })
  void address_ofAHost_isWhatAClientOnThisMachineWrites(String host, String expected) {
    assertEquals(expected, Greeting.address(host, 7070));
  }

  @Test
  void text_ofAServer_saysWhereEverythingIsAndGivesOneLineOfEachToTry() {
    Greeting greeting =
        new Greeting(
            new ServerVersion("1.2.3"),
            "127.0.0.1:7070",
            Path.of("/run/larder.sock"),
            Path.of("/var/lib/larder/larder.db"),
            Durability.POWER);

    String text = greeting.text(true);

    assertTrue(text.contains("Larder 1.2.3"), text);
    assertTrue(text.contains("127.0.0.1:7070 and unix:/run/larder.sock"), text);
    assertTrue(text.contains("/var/lib/larder/larder.db"), text);
    assertTrue(text.contains("power"), text);
    assertEquals(1, text.lines().filter(line -> line.startsWith("  grpcurl ")).count(), text);
    assertEquals(1, text.lines().filter(line -> line.startsWith("  larder ")).count(), text);
    assertFalse(text.contains("make install"), text);
    assertTrue(greeting.text(false).contains("make install"));
    assertEquals(1, greeting.line().lines().count());
  }
}
