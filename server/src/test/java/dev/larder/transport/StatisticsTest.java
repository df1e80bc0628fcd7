package dev.larder.transport;

import static dev.larder.transport.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.v1.GetStatsRequest;
import dev.larder.v1.Outcome;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;

/** What GetStats tells. */
class StatisticsTest extends LargeAnswersFixture {
  @Test
  void statistics_afterReads_addUp() {
    putLarge(2);
    assertEquals(Outcome.OUTCOME_FRESH, outcome(key(0)));
    assertEquals(Outcome.OUTCOME_MISS_ABSENT, outcome(key(7)));
    server.clock.advance(java.time.Duration.ofMinutes(1));
    var stats = server.admin().getStats(GetStatsRequest.newBuilder().setNamespace("acme").build());
    assertEquals(2, stats.getObjects());
    assertEquals(1, stats.getReadsByOutcomeOrThrow("OUTCOME_FRESH"));
    assertEquals(1, stats.getReadsByOutcomeOrThrow("OUTCOME_MISS_ABSENT"));
    assertEquals("files", stats.getKinds(0).getKind());
    assertEquals(60, stats.getKinds(0).getMeanAge().getSeconds());
    assertEquals(2, stats.getWrites());
    assertTrue(stats.getBytes() > 2 * PAYLOAD);
    assertTrue(stats.getDatabaseBytes() > 0);
    assertTrue(stats.getQueuesList().stream().anyMatch(queue -> queue.getName().equals("payload")));
    assertTrue(stats.hasLongestEventLoopStall());
    assertFails(
        Code.NOT_FOUND,
        "NAMESPACE_NOT_FOUND",
        () -> server.admin().getStats(GetStatsRequest.newBuilder().setNamespace("none").build()));
  }
}
