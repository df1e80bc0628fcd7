package dev.larder.cache;

import dev.larder.cache.FreshnessPolicy.Decision;
import dev.larder.cache.ObjectReader.Found;
import dev.larder.model.Entry;
import dev.larder.model.Freshness;
import dev.larder.model.KindPolicy;
import dev.larder.model.Outcome;
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
   * The answer to a read, not counted. For one that takes part in a fill, what is only good when
   * the origin fails is a miss.
   *
   * @param found as it is stored; null: nothing
   */
  ReadAnswer judge(PreparedRead read, @Nullable Entry found) {
    return answer(read, found, read.request().fill() == null ? read.request() : hopeful(read));
  }

  private ReadAnswer answer(PreparedRead read, @Nullable Entry found, ReadRequest request) {
    KindState kind = read.kind();
    Entry entry = found == null || kind == null ? null : kind.apply(found);
    Decision decision = decide(request, kind, entry);
    ServedEntry served =
        entry != null && decision.served()
            ? new ServedEntry(entry, decision.age(), decision.freshFor())
            : null;
    return new ReadAnswer(decision.outcome(), served, read.revision());
  }

  /** What is asked for as long as the origin may still answer. */
  private static ReadRequest hopeful(PreparedRead read) {
    ReadRequest request = read.request();
    boolean ifError =
        FreshnessPolicy.effective(request.policy(), policy(read.kind()))
            == Freshness.STALE_IF_ERROR;
    return ifError
        ? request.withPolicy(request.policy().withFreshness(Freshness.FRESH_ONLY))
        : request;
  }

  /** The same, with its read. */
  Judged judge(Found found) {
    return new Judged(found.read(), judge(found.read(), found.entry()));
  }

  /** The answer to a read that takes part in a fill, now that the origin has failed. */
  Judged judgeInBackoff(Found found) {
    PreparedRead read = found.read();
    return new Judged(read, answer(read, found.entry(), read.request()));
  }

  /**
   * What a caller who has waited for a value is told once it has come, however it would judge it.
   */
  Judged landed(PreparedRead read, Entry entry) {
    Outcome outcome = FreshnessPolicy.landed(entry, read.request().ifNoneMatch());
    ServedEntry served = FreshnessPolicy.served(clock.instant(), entry);
    return new Judged(read, new ReadAnswer(outcome, served, entry.revision()));
  }

  /**
   * True when what is served is stale, or in the last share of its fresh time, by its kind's
   * policy.
   */
  boolean dueForRefresh(ServedEntry served, @Nullable KindState kind) {
    return FreshnessPolicy.dueForRefresh(
        served.freshFor(), served.entry().validity(), policy(kind));
  }

  /** Counts an answer: it is what the caller will be told. */
  ReadAnswer counted(Judged judged) {
    PreparedRead read = judged.read();
    counters.count(read.catalogue(), read.kindName(), judged.answer().outcome());
    return judged.answer();
  }

  private Decision decide(ReadRequest request, @Nullable KindState kind, @Nullable Entry entry) {
    return FreshnessPolicy.decide(
        clock.instant(), entry, request.policy(), policy(kind), request.ifNoneMatch());
  }

  private static KindPolicy policy(@Nullable KindState kind) {
    return kind == null ? KindPolicy.DEFAULT : kind.policy();
  }
}
