package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransportConfigTest {
  @Test
  void defaults_areForLoopback() {
    TransportConfig config = TransportConfig.from(new TestingSettings());
    assertEquals("127.0.0.1", config.listen().host());
    assertEquals(7070, config.listen().port());
    assertNull(config.listen().unixSocket());
    assertEquals(new MessageLimits(2 << 20, 4 << 20, 1000), config.messages());
    assertEquals(Duration.ofSeconds(10), config.drainGrace());
  }

  @Test
  void host_beyondLoopback_needsToBeAskedForByName() {
    assertRefused(new TestingSettings().with("host", "0.0.0.0"), "allow-plaintext-beyond-loopback");
    TransportConfig config =
        TransportConfig.from(
            new TestingSettings()
                .with("host", "0.0.0.0")
                .with("allow-plaintext-beyond-loopback", "true"));
    assertEquals("0.0.0.0", config.listen().host());
  }

  @Test
  void host_ofLoopbackByAnyName_isFine() {
    for (String host : new String[] {"localhost", "127.0.0.2", "::1"}) {
      assertEquals(
          host, TransportConfig.from(new TestingSettings().with("host", host)).listen().host());
    }
  }

  @Test
  void messageLimit_mustLeaveRoomForAPayload() {
    assertRefused(
        new TestingSettings().with("max-payload-bytes", "4MB"), "max-message-bytes: expected");
  }

  @Test
  void unixSocket_withALongPath_isRefused() {
    assertRefused(
        new TestingSettings().with("unix-socket", "/" + "a".repeat(103)), "unix-socket: the path");
    String longest = "/" + "a".repeat(102);
    ListenConfig listen =
        TransportConfig.from(new TestingSettings().with("unix-socket", longest)).listen();
    assertEquals(Path.of(longest), listen.unixSocket());
  }

  private static void assertRefused(TestingSettings settings, String message) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> TransportConfig.from(settings));
    assertTrue(String.valueOf(refusal.getMessage()).contains(message), refusal.getMessage());
  }
}
