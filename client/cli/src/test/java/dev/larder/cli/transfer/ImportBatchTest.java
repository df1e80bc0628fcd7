package dev.larder.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.BatchMode;
import dev.larder.client.Codec;
import dev.larder.client.IndexTerm;
import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.Lifetime;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import dev.larder.client.PutOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ImportBatchTest {
  @Test
  void bytes_ofPutsWithEverythingThatTheyCanHave_areNoFewerThanAreSent() throws Exception {
    List<Put<Payload>> puts = List.of(fullPut("a"), fullPut("東"), fullPut("京"));
    ImportBatch batch = new ImportBatch();
    puts.forEach(put -> batch.add(1, put));
    long sent = sizeOfRequest(puts);
    assertTrue(batch.bytes() >= sent, batch.bytes() + " for " + sent);
    assertTrue(batch.bytes() < 2 * sent, batch.bytes() + " for " + sent);
  }

  private static long sizeOfRequest(List<Put<Payload>> puts) throws Exception {
    try (SmallServer server = SmallServer.start();
        LarderClient client = server.connect()) {
      var unused = client.blocking().batchPut(puts, Codec.payload(), BatchMode.PER_ITEM);
      return server.batches.get(0).getSerializedSize();
    }
  }

  private static Put<Payload> fullPut(String id) {
    PutOptions options =
        PutOptions.defaults()
            .withIndexTerms(
                IntStream.range(0, 20)
                    .mapToObj(number -> IndexTerm.of("field" + number, "京".repeat(200)))
                    .toList())
            .withLifetime(
                new Lifetime(Duration.ofDays(9), Duration.ofDays(99), Duration.ofDays(999)))
            .withFetchTime(Instant.ofEpochSecond(1_700_000_000, 999_999_999))
            .withOriginValidator("v".repeat(1_000))
            .withContentType("t".repeat(200))
            .withContentEncoding("e".repeat(200));
    Key key = Key.of("名".repeat(150), "類".repeat(150), id.repeat(50));
    return Put.of(key, Payload.json("\"東\"")).with(options);
  }
}
