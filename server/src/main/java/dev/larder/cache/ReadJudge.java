package dev.larder.cache;

import dev.larder.cache.FreshnessPolicy.Decision;
import dev.larder.model.Entry;
import dev.larder.model.KindPolicy;
import dev.larder.store.KindState;
import jakarta.inject.Inject;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was found into an answer.
 *
 * <p>Thread-safe.
 */
final class ReadJudge {
  private final InstantSource clock;
  private final ReadCounters counters;

  @Inject
  ReadJudge(InstantSource clock, ReadCounters counters) {
    this.clock = clock;
    this.counters = counters;
  }

  /** The answer to a read, counted: it is what the caller will be told. */
  ReadAnswer answer(PreparedRead read, @Nullable Entry found) {
    ReadAnswer answer = judge(read, found);
    counters.count(read.catalogue(), read.kindName(), answer.outcome());
    return answer;
  }

  /**
   * The answer to a read, not counted.
   *
   * @param found as it is stored; null: nothing
   */
  ReadAnswer judge(PreparedRead read, @Nullable Entry found) {
    KindState kind = read.kind();
    Entry entry = found == null || kind == null ? null : kind.apply(found);
    Decision decision = decide(read.request(), kind, entry);
    ServedEntry served =
        entry != null && decision.served()
            ? new ServedEntry(entry, decision.age(), decision.freshFor())
            : null;
    return new ReadAnswer(decision.outcome(), served, read.revision());
  }

  private Decision decide(ReadRequest request, @Nullable KindState kind, @Nullable Entry entry) {
    return FreshnessPolicy.decide(
        clock.instant(), entry, request.policy(), policy(kind), request.ifNoneMatch());
  }

  private static KindPolicy policy(@Nullable KindState kind) {
    return kind == null ? KindPolicy.DEFAULT : kind.policy();
  }
}
