package dev.larder.store.sqlite;

import dev.larder.store.WriteClaim;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** One that holds, and of which nothing was withdrawn. */
record TestingClaim(long since, Instant begun) implements WriteClaim {
  @Override
  public List<String> tags() {
    return List.of();
  }

  @Override
  public Set<String> withdrawn() {
    return Set.of();
  }

  @Override
  public void require() {}

  @Override
  public void landing(long revision) {}

  @Override
  public void notLanding() {}
}
