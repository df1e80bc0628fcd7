package dev.larder.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.benchmarks.load.Stampede.Round;
import dev.larder.benchmarks.testing.TestingServer;
import dev.larder.bootstrap.LarderServer;
import java.nio.file.Path;
import java.time.Duration;
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

  @Test
  void coldKey_countsTheOneCallOfTheOriginAndEveryWaitWithIt() {
    Round round = stampede.ask("1", LATENCY);
    assertEquals(1, round.originCalls());
    assertEquals(CLIENTS, round.waitNanos().size());
    assertTrue(round.waitNanos().stream().allMatch(nanos -> nanos >= LATENCY.toNanos()));
  }

  @Test
  void keyThatIsThere_asksNoOrigin() {
    var unused = stampede.ask("1", LATENCY);
    assertEquals(0, stampede.ask("1", LATENCY).originCalls());
  }
}
