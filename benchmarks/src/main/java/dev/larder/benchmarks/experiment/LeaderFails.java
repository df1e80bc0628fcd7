package dev.larder.benchmarks.experiment;

import dev.larder.benchmarks.load.Leader;
import dev.larder.benchmarks.load.Target;

/** The leader's call of the origin fails, and it asks for no backoff: the next is sent. */
final class LeaderFails implements Trouble {
  private final Leader leader;

  LeaderFails(Target target) {
    leader = Leader.connect(target);
  }

  @Override
  public String name() {
    return "the leader's call fails";
  }

  @Override
  public void lead(String id) {
    leader.lead(id);
  }

  @Override
  public Struck strike(String id) {
    long failed = System.nanoTime();
    leader.fail();
    return new Struck(failed, 0);
  }

  @Override
  public void over() {}

  @Override
  public void close() {
    leader.close();
  }
}
