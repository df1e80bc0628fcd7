package dev.larder.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.LarderClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GlobalOptionsTest {
  @Test
  void connect_toAWrongTargetOfTheEnvironment_blamesTheVariable() {
    GlobalOptions options = options("bad:port");
    UsageException refused =
        assertThrows(UsageException.class, () -> options.connect(Duration.ofSeconds(1)));
    assertTrue(
        String.valueOf(refused.getMessage()).startsWith("LARDER_TARGET: "), refused.getMessage());
  }

  @Test
  void target_thatIsNotGiven_isThatOfTheEnvironmentOrTheUsualOne() {
    assertEquals("elsewhere:7070", options("elsewhere:7070").target());
    assertEquals(LarderClientBuilder.DEFAULT_TARGET, options(null).target());
  }

  private static GlobalOptions options(@Nullable String targetOfEnvironment) {
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            new ByteArrayOutputStream(),
            Terminals.none());
    return new GlobalOptions(console, targetOfEnvironment);
  }
}
