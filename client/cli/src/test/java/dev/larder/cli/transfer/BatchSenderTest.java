package dev.larder.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BatchSenderTest {
  private static final int RECORDS = 100;

  private final List<Long> bad = new ArrayList<>();
  private SmallServer server;
  private LarderClient client;

  @BeforeEach
  void start() throws IOException {
    server = SmallServer.start();
    client = server.connect();
  }

  @AfterEach
  void stop() throws InterruptedException {
    client.close();
    server.close();
  }

  @Test
  void send_ofMoreThanAMessageHolds_sendsItInParts() throws InterruptedException {
    BatchSender sender = send(batch(number -> 2_000));
    assertEquals(RECORDS, sender.stored());
    assertEquals(ids(0), server.ids());
  }

  @Test
  void send_withOneRecordLargerThanAMessage_refusesThatOneAlone() throws InterruptedException {
    BatchSender sender =
        send(batch(number -> number == 37 ? SmallServer.MAX_MESSAGE_BYTES + 1 : 10));
    assertEquals(List.of(37L), bad);
    assertEquals(1, sender.refused());
    assertEquals(RECORDS - 1, sender.stored());
    assertEquals(ids(37), server.ids());
  }

  private BatchSender send(ImportBatch batch) throws InterruptedException {
    BatchSender sender =
        new BatchSender(client.blocking(), (number, why) -> bad.add(number), batch);
    sender.send();
    return sender;
  }

  private static ImportBatch batch(IntUnaryOperator sizes) {
    ImportBatch batch = new ImportBatch();
    for (int number = 1; number <= RECORDS; number++) {
      Payload payload = Payload.bytes(new byte[sizes.applyAsInt(number)]);
      batch.add(number, Put.of(Key.of("ns", "k", id(number)), payload));
    }
    return batch;
  }

  private static String id(int number) {
    return "id" + number;
  }

  private static List<String> ids(int without) {
    return IntStream.rangeClosed(1, RECORDS)
        .filter(number -> number != without)
        .mapToObj(BatchSenderTest::id)
        .toList();
  }
}
