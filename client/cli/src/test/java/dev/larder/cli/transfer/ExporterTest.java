package dev.larder.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.client.LarderClient;
import dev.larder.client.Lookup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ExporterTest {
  @Test
  @Timeout(60)
  void export_whoseAnswerGetsLost_failsInsteadOfWaitingForIt() throws Exception {
    try (SmallServer server = SmallServer.start();
        LarderClient client =
            LarderClient.builder()
                .target(server.target())
                .callbackExecutor(ExporterTest::lose)
                .build()) {
      Exporter exporter =
          new Exporter(
              client,
              (object, first) -> new byte[0],
              bytes -> {},
              new AtomicLong(),
              Duration.ofMillis(50));
      assertThrows(IllegalStateException.class, () -> exporter.export(Lookup.all("ns", "k"), null));
    }
  }

  private static void lose(Runnable callback) {}
}
