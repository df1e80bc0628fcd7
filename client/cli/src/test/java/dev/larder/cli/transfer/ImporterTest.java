package dev.larder.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ImporterTest {
  private static final ImportLimits LIMITS = new ImportLimits(1, 1 << 20, 2, false);
  private static final String TOO_LARGE = "x".repeat(SmallServer.MAX_MESSAGE_BYTES + 1) + "\n";

  private final Acknowledgements acknowledgements =
      new Acknowledgements(Checkpoint.none("o"), null);

  @Test
  void run_whoseSenderEndsInAnError_failsAndStaysBeforeItsRecord() throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(LIMITS.inFlight());
    BadRecords failing =
        (number, why) -> {
          throw new InternalError("told to fail");
        };
    try {
      assertThrows(InternalError.class, () -> run("1\n" + TOO_LARGE + "3\n", failing, senders));
    } finally {
      senders.shutdownNow();
    }
    assertEquals(1, acknowledgements.checkpoint().records());
  }

  @Test
  @Timeout(60)
  void run_withoutAThreadToBeHad_failsInsteadOfWaitingForIt() {
    ExecutorService senders =
        Executors.newFixedThreadPool(
            LIMITS.inFlight(),
            work -> {
              throw new InternalError("told to fail");
            });
    try {
      assertThrows(InternalError.class, () -> run("1\n", (number, why) -> {}, senders));
    } finally {
      senders.shutdownNow();
    }
    assertEquals(0, acknowledgements.checkpoint().records());
  }

  private void run(String input, BadRecords badRecords, ExecutorService senders) throws Exception {
    RecordFormat format =
        record -> Put.of(Key.of("ns", "k", "" + record.number()), Payload.bytes(record.bytes()));
    ByteSource source =
        new ByteSource(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try (SmallServer server = SmallServer.start();
        LarderClient client = server.connect();
        RecordReader reader = new LineReader(source, 1 << 20)) {
      new Importer(client.blocking(), format, acknowledgements, badRecords, LIMITS, senders)
          .run(reader);
    }
  }
}
