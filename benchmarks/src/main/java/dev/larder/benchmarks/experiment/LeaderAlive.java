package dev.larder.benchmarks.experiment;

import dev.larder.benchmarks.load.Leader;
import dev.larder.benchmarks.load.Stampede;
import dev.larder.benchmarks.load.Target;
import dev.larder.benchmarks.process.RestartableServer;
import java.util.function.Consumer;
import java.util.function.Function;

/** The leader lives, and learns what befalls: that its own call fails, or its server is gone. */
final class LeaderAlive implements Trouble {
  private final String name;
  private final Leader leader;
  private final Function<Leader, Struck> blow;
  private final Consumer<Leader> end;

  private LeaderAlive(
      String name, Target target, Function<Leader, Struck> blow, Consumer<Leader> end) {
    this.name = name;
    this.leader = Leader.connect(target);
    this.blow = blow;
    this.end = end;
  }

  /** Its call of the origin fails, and it asks for no backoff: the next is sent. */
  static LeaderAlive failing(Target target) {
    return new LeaderAlive("the leader's call fails", target, LeaderAlive::fail, leader -> {});
  }

  /**
   * The server is killed and started again; what the leader brings then comes too late.
   *
   * @param others are connected to it
   */
  static LeaderAlive outlivingItsServer(RestartableServer server, Stampede others) {
    return new LeaderAlive(
        "the server is killed and started again",
        server.target(),
        leader -> kill(server, others),
        LeaderAlive::comeLate);
  }

  private static Struck fail(Leader leader) {
    long failed = System.nanoTime();
    leader.fail();
    return new Struck(failed, 0);
  }

  private static Struck kill(RestartableServer server, Stampede others) {
    long granted = others.leases();
    return new Struck(server.killAndStart(), granted);
  }

  private static void comeLate(Leader leader) {
    // Else the server would not hear of it, nor send it to the origin in the next round.
    leader.awaitConnection();
    leader.comeLate();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void lead(String id) {
    leader.lead(id);
  }

  @Override
  public Struck strike(String id) {
    return blow.apply(leader);
  }

  @Override
  public void over() {
    end.accept(leader);
  }

  @Override
  public void close() {
    leader.close();
  }
}
