package dev.larder.cli.console;

import dev.larder.client.CollectionState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a collection is, for people. */
public final class CollectionText {
  private CollectionText() {}

  /** Of a collection; null: it was never committed. */
  public static String of(@Nullable CollectionState state) {
    if (state == null) {
      return "there is no such collection";
    }
    return Counts.of(state.memberCount(), "member")
        + (state.complete() ? ", complete" : ", incomplete")
        + ", the set "
        + freshness(state.freshFor())
        + (state.stalestMemberFreshFor() == null
            ? ""
            : ", its stalest member " + freshness(state.stalestMemberFreshFor()))
        + ", revision "
        + state.revision();
  }

  /** The same for programs. */
  public static String json(CollectionState state) {
    return new JsonLine()
        .with("members", state.memberCount())
        .with("complete", state.complete())
        .with("etag", state.etag())
        .with("revision", state.revision())
        .with("generation", state.generation())
        .with("fetch_time", state.fetchTime())
        .withSeconds("fresh_for_seconds", state.freshFor())
        .withSeconds("stalest_member_fresh_for_seconds", state.stalestMemberFreshFor())
        .text();
  }

  private static String freshness(Duration freshFor) {
    return freshFor.isNegative() || freshFor.isZero()
        ? "stale"
        : "fresh for " + Durations.rough(freshFor);
  }
}
