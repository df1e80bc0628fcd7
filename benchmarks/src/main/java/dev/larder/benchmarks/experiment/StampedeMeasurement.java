package dev.larder.benchmarks.experiment;

import dev.larder.benchmarks.load.Origin;
import dev.larder.benchmarks.load.Stampede;
import dev.larder.benchmarks.load.Waiting;
import dev.larder.benchmarks.process.RestartableServer;
import dev.larder.benchmarks.report.Chapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Many clients miss one cold key at once, over and over: who asks the origin, and who waits, when
 * all goes well and when it does not.
 */
final class StampedeMeasurement {
  private static final int CLIENTS = 200;
  private static final int ROUNDS = 30;
  private static final int TROUBLED_ROUNDS = 10;
  private static final Duration ORIGIN = Duration.ofMillis(200);

  /**
   * So many that both JVMs have compiled what a round needs; of a quick origin, to be over soon.
   */
  private static final int WARM_ROUNDS = 1_000;

  private static final Duration WARM_ORIGIN = Duration.ofMillis(10);

  private final Laboratory laboratory;
  private final RestartableServer server;
  private final Stampede stampede;
  private int asked;

  private StampedeMeasurement(Laboratory laboratory, RestartableServer server, Stampede stampede) {
    this.laboratory = laboratory;
    this.server = server;
    this.stampede = stampede;
  }

  static void run(Laboratory laboratory, Chapter chapter) {
    List<StampedeRounds> all;
    try (RestartableServer server = RestartableServer.start(laboratory.servers());
        Stampede stampede = Stampede.connect(server.target(), CLIENTS)) {
      all = new StampedeMeasurement(laboratory, server, stampede).measure();
    }
    StampedeReport.write(chapter, CLIENTS, ORIGIN, WARM_ROUNDS, all);
  }

  private List<StampedeRounds> measure() {
    var unused = calm(WARM_ROUNDS, WARM_ORIGIN);
    List<StampedeRounds> all = new ArrayList<>();
    all.add(calm(ROUNDS, ORIGIN));
    all.add(troubled(LeaderGone.killed(laboratory.servers(), server.target())));
    all.add(troubled(LeaderGone.hung(laboratory.servers(), server.target())));
    all.add(troubled(LeaderAlive.failing(server.target())));
    // The last: a server that has just started is slow.
    all.add(troubled(LeaderAlive.outlivingItsServer(server, stampede)));
    return all;
  }

  private StampedeRounds calm(int rounds, Duration latency) {
    return rounds("all goes well", rounds, id -> calm(id, new Origin(latency)));
  }

  private StampedeRounds troubled(Trouble trouble) {
    try (trouble) {
      return rounds(trouble.name(), TROUBLED_ROUNDS, id -> troubled(id, trouble));
    }
  }

  private StampedeRounds rounds(
      String name, int count, Function<String, StampedeRounds.Round> round) {
    return new StampedeRounds(
        name, IntStream.range(0, count).mapToObj(each -> round.apply("key-" + ++asked)).toList());
  }

  private StampedeRounds.Round calm(String id, Origin origin) {
    long before = stampede.leases();
    Waiting waiting = stampede.ask(id, origin.answering());
    Waiting.Result result = waiting.end(origin, waiting.began());
    return new StampedeRounds.Round(origin.calls(), stampede.leases() - before, result);
  }

  private StampedeRounds.Round troubled(String id, Trouble trouble) {
    Origin origin = new Origin(ORIGIN);
    long before = stampede.leases();
    trouble.lead(id);
    Waiting waiting = stampede.ask(id, origin.answering());
    stampede.awaitParked(CLIENTS);
    Trouble.Struck struck = trouble.strike(id);
    Waiting.Result result = waiting.end(origin, struck.free());
    trouble.over();
    requireStored(id);
    long leases = struck.forgotten() + stampede.leases() - before;
    return new StampedeRounds.Round(1 + origin.calls(), leases, result);
  }

  private void requireStored(String id) {
    if (!stampede.isStored(id)) {
      throw new IllegalStateException("what the origin said last is not stored");
    }
  }
}
