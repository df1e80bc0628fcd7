package dev.larder.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.benchmarks.testing.TestingServer;
import dev.larder.bootstrap.LarderServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StampedeTest {
  private static final int CLIENTS = 8;
  private static final Duration LATENCY = Duration.ofMillis(50);

  @TempDir Path folder;
  private LarderServer server;
  private Stampede stampede;

  @BeforeEach
  void start() {
    server = TestingServer.start(folder);
    stampede = Stampede.connect(Target.port(server.port()), CLIENTS);
  }

  @AfterEach
  void stop() {
    stampede.close();
    server.close();
  }

  private Waiting.Result ask(String id, Origin origin) {
    Waiting waiting = stampede.ask(id, origin.answering());
    return waiting.end(origin, waiting.began());
  }

  private static void assertAllAnsweredInTime(Waiting.Result result) {
    assertEquals(CLIENTS, result.beyondNanos().size());
    assertEquals(0, result.unanswered());
    assertEquals(0, result.late());
  }

  @Test
  void coldKey_countsTheOneCallOfTheOriginAndEveryWaitBeyondIt() {
    Origin origin = new Origin(LATENCY);
    Waiting.Result result = ask("1", origin);
    assertEquals(1, origin.calls());
    assertAllAnsweredInTime(result);
    assertTrue(result.beyondNanos().stream().allMatch(nanos -> nanos > 0), result::toString);
    assertEquals(1, stampede.leases());
    assertTrue(stampede.isStored("1"));
  }

  @Test
  void keyThatIsThere_asksNoOrigin() {
    var unused = ask("1", new Origin(LATENCY));
    Origin origin = new Origin(LATENCY);
    assertAllAnsweredInTime(ask("1", origin));
    assertEquals(0, origin.calls());
  }

  @Test
  void leaderThatFails_isFollowedByOneMoreWhoseWaitCountsFromThen() {
    Origin origin = new Origin(LATENCY);
    try (Leader leader = Leader.connect(Target.port(server.port()))) {
      leader.lead("1");
      Waiting waiting = stampede.ask("1", origin.answering());
      stampede.awaitParked(CLIENTS);
      long free = System.nanoTime();
      leader.fail();
      Waiting.Result result = waiting.end(origin, free);
      assertAllAnsweredInTime(result);
      assertTrue(result.beyondNanos().stream().allMatch(nanos -> nanos > 0), result::toString);
    }
    assertEquals(1, origin.calls());
    assertEquals(2, stampede.leases());
  }

  @Test
  void leaderThatComesLate_isSeenInWhatIsStored() {
    try (Leader leader = Leader.connect(Target.port(server.port()))) {
      leader.lead("1");
      leader.comeLate();
    }
    assertFalse(stampede.isStored("1"));
  }

  @Test
  void loaderThatFails_leavesItsCallerWithoutTheValue() {
    Origin origin = new Origin(LATENCY);
    Waiting waiting =
        stampede.ask(
            "1",
            key -> CompletableFuture.failedFuture(new IllegalStateException("the origin fails")));
    Waiting.Result result = waiting.end(origin, waiting.began());
    assertEquals(CLIENTS, result.unanswered());
    assertEquals(0, result.late());
  }

  @Test
  void lease_isSeenByWhoNeitherWaitsNorLeads() {
    try (Leader leader = Leader.connect(Target.port(server.port()));
        LeaseWatch watch = new LeaseWatch(Target.port(server.port()))) {
      leader.lead("1");
      long left = watch.end("1") - System.nanoTime();
      assertTrue(left <= Stampede.LEASE.toNanos(), () -> "it lasts " + left);
      assertThrows(IllegalStateException.class, () -> watch.end("2"));
      leader.fail();
    }
  }
}
