package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.larder.v1.BatchGetObjectsRequest;
import dev.larder.v1.BatchGetObjectsResponse;
import dev.larder.v1.BatchMode;
import dev.larder.v1.BatchPutObjectsRequest;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetStatsRequest;
import dev.larder.v1.LookupObjectsRequest;
import dev.larder.v1.LookupObjectsResponse;
import dev.larder.v1.Outcome;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches and pages: what does not fit, what is not sound, and going on from there. */
class LargeAnswersTest extends LargeAnswersFixture {
  @Test
  void batch_largerThanAMessage_defersTheRest() {
    putLarge(8);
    List<Integer> wanted = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
    int rounds = 0;
    while (!wanted.isEmpty()) {
      BatchGetObjectsRequest.Builder request = BatchGetObjectsRequest.newBuilder();
      wanted.forEach(id -> request.addRequests(GetObjectRequest.newBuilder().setKey(key(id))));
      BatchGetObjectsResponse response = server.cache().batchGetObjects(request.build());
      assertTrue(response.getSerializedSize() <= LIMIT);
      assertEquals(wanted.size(), response.getItemsCount());
      List<Integer> deferred = new ArrayList<>();
      for (int i = 0; i < wanted.size(); i++) {
        var item = response.getItems(i).getResponse();
        if (item.getOutcome() == Outcome.OUTCOME_DEFERRED) {
          deferred.add(wanted.get(i));
        } else {
          assertEquals(PAYLOAD, item.getEntry().getPayload().getData().size());
          assertTrue(deferred.isEmpty(), "the rest is deferred, not what is in the middle");
        }
      }
      wanted = deferred;
      rounds++;
    }
    assertEquals(2, rounds);
    // What was deferred was found twice, but told once.
    assertEquals(
        Map.of("OUTCOME_FRESH", 8L),
        server.admin().getStats(GetStatsRequest.getDefaultInstance()).getReadsByOutcomeMap());
  }

  @Test
  void batch_largerThanIsReadAtOnce_defersTheRestThoughTheMessageHasRoom(@TempDir Path other)
      throws Exception {
    stop();
    server =
        TestingServer.start(
            other,
            new TestingSettings()
                .with("max-payload-bytes", "8MB")
                .with("max-message-bytes", "64MB")
                .with("hot-tier-bytes", "0"));
    BatchGetObjectsRequest.Builder request = BatchGetObjectsRequest.newBuilder();
    for (int id = 0; id < 4; id++) {
      Payload payload =
          Payload.newBuilder().setData(ByteString.copyFrom(new byte[8 << 20])).build();
      var put = PutObjectRequest.newBuilder().setKey(key(id)).setPayload(payload).build();
      assertTrue(server.cache().putObject(put).getPayloadChanged());
      request.addRequests(GetObjectRequest.newBuilder().setKey(key(id)));
    }
    assertEquals(
        List.of(
            Outcome.OUTCOME_FRESH,
            Outcome.OUTCOME_FRESH,
            Outcome.OUTCOME_DEFERRED,
            Outcome.OUTCOME_DEFERRED),
        server.cache().batchGetObjects(request.build()).getItemsList().stream()
            .map(item -> item.getResponse().getOutcome())
            .toList());
    assertEquals(
        Map.of("OUTCOME_FRESH", 2L),
        server.admin().getStats(GetStatsRequest.getDefaultInstance()).getReadsByOutcomeMap());
  }

  @Test
  void lookup_largerThanAMessage_givesShortPages() {
    putLarge(8);
    LookupObjectsRequest.Builder request =
        LookupObjectsRequest.newBuilder().setNamespace("acme").setKind("files");
    List<String> found = new ArrayList<>();
    do {
      LookupObjectsResponse page = server.cache().lookupObjects(request.build());
      assertTrue(page.getSerializedSize() <= LIMIT);
      page.getEntriesList().forEach(entry -> found.add(entry.getKey().getId()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    assertEquals(
        List.of("F0000", "F0001", "F0002", "F0003", "F0004", "F0005", "F0006", "F0007"), found);
  }

  @Test
  void batchGet_withAnUnsoundItem_losesNoOther() {
    putLarge(1);
    BatchGetObjectsResponse response =
        server
            .cache()
            .batchGetObjects(
                BatchGetObjectsRequest.newBuilder()
                    .addRequests(GetObjectRequest.newBuilder().setKey(key(9)))
                    .addRequests(GetObjectRequest.getDefaultInstance())
                    .addRequests(GetObjectRequest.newBuilder().setKey(key(0)))
                    .build());
    assertEquals(Outcome.OUTCOME_MISS_ABSENT, response.getItems(0).getResponse().getOutcome());
    assertEquals(Code.INVALID_ARGUMENT.value(), response.getItems(1).getError().getCode());
    assertEquals(Outcome.OUTCOME_FRESH, response.getItems(2).getResponse().getOutcome());
  }

  @Test
  void batchPut_withAnUnsoundItem_losesNoOtherUnlessAtomic() {
    PutObjectRequest sound = Requests.put();
    PutObjectRequest unsound = sound.toBuilder().clearKey().build();
    BatchPutObjectsRequest batch =
        BatchPutObjectsRequest.newBuilder().addRequests(sound).addRequests(unsound).build();
    var atomic =
        server
            .cache()
            .batchPutObjects(batch.toBuilder().setMode(BatchMode.BATCH_MODE_ATOMIC).build());
    assertEquals(Code.ABORTED.value(), atomic.getItems(0).getError().getCode());
    assertEquals(Code.INVALID_ARGUMENT.value(), atomic.getItems(1).getError().getCode());
    assertEquals(Outcome.OUTCOME_MISS_ABSENT, outcome(sound.getKey()));
    var each = server.cache().batchPutObjects(batch);
    assertTrue(each.getItems(0).getResponse().getRevision() > 0);
    assertEquals(Code.INVALID_ARGUMENT.value(), each.getItems(1).getError().getCode());
    assertEquals(Outcome.OUTCOME_FRESH, outcome(sound.getKey()));
  }
}
