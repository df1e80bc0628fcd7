package dev.larder.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.client.BlockingLarderClient;
import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"1\nbad\n3\n", "1\ntoo large\n"})
  void run_thatFailsFast_countsTheBadRecordAndStaysBeforeIt(String input) throws Exception {
    ImportLimits failFast = new ImportLimits(1, 1 << 20, 1, true);
    String lines = input.replace("too large\n", TOO_LARGE);
    runToItsEnd(failFast, source -> new LineReader(source, 1 << 20), lines);
    assertEquals(1, acknowledgements.imported());
    assertEquals(1, acknowledgements.bad());
    assertEquals(new Checkpoint("o", 1, 1, 0), acknowledgements.checkpoint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1, 2", "{}", ""})
  void run_ofAnInputThatBreaksOff_countsABadRecord(String input) throws Exception {
    runToItsEnd(LIMITS, source -> new ArrayReader(source, 1 << 20), input);
    assertEquals(1, acknowledgements.bad());
    assertEquals(0, acknowledgements.checkpoint().bad());
  }

  private void runToItsEnd(
      ImportLimits limits, Function<ByteSource, RecordReader> readers, String input)
      throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(limits.inFlight());
    try {
      assertFalse(run(input, readers, (number, why) -> {}, limits, senders));
    } finally {
      senders.shutdownNow();
    }
  }

  private void run(String input, BadRecords badRecords, ExecutorService senders) throws Exception {
    run(input, source -> new LineReader(source, 1 << 20), badRecords, LIMITS, senders);
  }

  private boolean run(
      String input,
      Function<ByteSource, RecordReader> readers,
      BadRecords badRecords,
      ImportLimits limits,
      ExecutorService senders)
      throws Exception {
    ByteSource source =
        new ByteSource(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try (SmallServer server = SmallServer.start();
        LarderClient client = server.connect();
        RecordReader reader = readers.apply(source)) {
      BlockingLarderClient blocking = client.blocking();
      return new Importer(
              blocking, ImporterTest::put, acknowledgements, badRecords, limits, senders)
          .run(reader);
    }
  }

  private static Put<Payload> put(InputRecord.Read record) throws BadRecordException {
    if (Arrays.equals(record.bytes(), "bad".getBytes(StandardCharsets.UTF_8))) {
      throw new BadRecordException("told to be bad");
    }
    return Put.of(Key.of("ns", "k", "" + record.number()), Payload.bytes(record.bytes()));
  }
}
