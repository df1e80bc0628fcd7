package dev.larder.benchmarks.experiment;

import dev.larder.benchmarks.load.Leader;
import dev.larder.benchmarks.load.Stampede;
import dev.larder.benchmarks.process.RestartableServer;

/** The server is killed and started again; what the leader brings then comes too late. */
final class ServerKilled implements Trouble {
  private final RestartableServer server;
  private final Stampede others;
  private final Leader leader;

  /**
   * @param others are connected to it
   */
  ServerKilled(RestartableServer server, Stampede others) {
    this.server = server;
    this.others = others;
    this.leader = Leader.connect(server.target());
  }

  @Override
  public String name() {
    return "the server is killed and started again";
  }

  @Override
  public void lead(String id) {
    leader.lead(id);
  }

  @Override
  public Struck strike(String id) {
    long granted = others.leases();
    return new Struck(server.killAndStart(), granted);
  }

  @Override
  public void over() {
    // Else the server would not hear of it, nor send it to the origin in the next round.
    leader.awaitConnection();
    leader.comeLate();
  }

  @Override
  public void close() {
    leader.close();
  }
}
