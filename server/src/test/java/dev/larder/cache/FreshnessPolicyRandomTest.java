package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.cache.FreshnessPolicy.Decision;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.Freshness;
import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import dev.larder.model.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Compares the policy with a second one, written in whole seconds from the prose of the contract: a
 * list of reasons to refuse instead of a chain of decisions.
 */
final class FreshnessPolicyRandomTest {
  private static final int CASES = 400_000;
  private static final Content CONTENT = TestingEntries.content("hello");
  private static final Instant EPOCH = Instant.parse("2026-01-15T12:00:00Z");

  /** One case, in seconds; -1 stands for a bound that is not set. */
  private record Case(
      boolean present,
      boolean tombstone,
      boolean negative,
      int fetched,
      int fresh,
      int whileRevalidate,
      int ifError,
      int now,
      @Nullable Freshness asked,
      Freshness defaultFreshness,
      int maxAge,
      int maxStale,
      int minFresh,
      boolean includeDeleted,
      String ifNoneMatch) {

    static Case random(Random random) {
      Freshness[] all = Freshness.values();
      int asked = random.nextInt(all.length + 1);
      return new Case(
          random.nextInt(10) > 0,
          random.nextInt(4) == 0,
          random.nextInt(4) == 0,
          random.nextInt(8),
          random.nextInt(6),
          random.nextInt(4),
          random.nextInt(4),
          random.nextInt(20),
          asked == all.length ? null : all[asked],
          all[random.nextInt(4)],
          random.nextInt(-1, 6),
          random.nextInt(-1, 6),
          random.nextInt(-1, 4),
          random.nextBoolean(),
          random.nextBoolean() ? "" : random.nextBoolean() ? CONTENT.etag() : "other");
    }

    @Nullable Entry entry() {
      if (!present) {
        return null;
      }
      Lifetime lifetime = new Lifetime(seconds(fresh), seconds(whileRevalidate), seconds(ifError));
      return new Entry(
          TestingEntries.key("a"),
          negative ? TestingEntries.negative() : CONTENT,
          new Validity(EPOCH.plusSeconds(fetched), lifetime, EPOCH.plusSeconds(fetched + fresh)),
          1,
          tombstone ? EPOCH.plusSeconds(fetched) : null);
    }

    ReadPolicy policy() {
      return new ReadPolicy(asked, bound(maxAge), bound(maxStale), bound(minFresh), includeDeleted);
    }

    KindPolicy kindPolicy() {
      return new KindPolicy(
          Lifetime.DEFAULT, Duration.ZERO, 0, defaultFreshness, Set.of(), false, 0);
    }

    private static @Nullable Duration bound(int seconds) {
      return seconds < 0 ? null : seconds(seconds);
    }

    private static Duration seconds(int seconds) {
      return Duration.ofSeconds(seconds);
    }
  }

  @Test
  void decide_randomCases_agreesWithTheReference() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);
    for (int i = 0; i < CASES; i++) {
      Case each = Case.random(random);
      Decision decision =
          FreshnessPolicy.decide(
              EPOCH.plusSeconds(each.now()),
              each.entry(),
              each.policy(),
              each.kindPolicy(),
              each.ifNoneMatch());
      assertEquals(expected(each), decision, () -> "seed " + seed + ": " + each);
      seen.merge(decision.outcome(), 1, Integer::sum);
    }
    assertEquals(Outcome.values().length - 1, seen.size(), () -> "all but DEFERRED: " + seen);
  }

  private static Decision expected(Case c) {
    Freshness freshness = c.asked() == null ? c.defaultFreshness() : c.asked();
    if (freshness == Freshness.REFRESH) {
      return miss(Outcome.MISS_BYPASSED);
    }
    int soft = c.fetched() + c.fresh();
    int hard = soft + Math.max(c.whileRevalidate(), c.ifError());
    if (!c.present() || c.now() >= hard) {
      return miss(Outcome.MISS_ABSENT);
    }
    if (c.tombstone() && !c.includeDeleted()) {
      return miss(Outcome.MISS_DELETED);
    }
    boolean setBack = c.fetched() - c.now() > 1;
    int age = c.now() < c.fetched() ? 0 : c.now() - c.fetched();
    int staleBy = setBack ? Math.max(0, c.now() - soft) : c.now() - soft;
    boolean stale = setBack || c.now() >= soft;
    boolean tooOld = c.maxAge() >= 0 && age > c.maxAge();
    boolean notFreshEnough = c.minFresh() >= 0 && (stale || -staleBy < c.minFresh());
    boolean tooStale = stale && staleBy > Math.max(c.maxStale(), window(c, freshness));
    if (tooOld || notFreshEnough || tooStale) {
      return miss(Outcome.MISS_STALE);
    }
    return new Decision(served(c, stale), Duration.ofSeconds(age), Duration.ofSeconds(-staleBy));
  }

  private static int window(Case c, Freshness freshness) {
    return switch (freshness) {
      case ANY -> Integer.MAX_VALUE;
      case STALE_WHILE_REVALIDATE -> c.whileRevalidate();
      case STALE_IF_ERROR -> c.ifError();
      case FRESH_ONLY, REFRESH -> -1;
    };
  }

  private static Outcome served(Case c, boolean stale) {
    if (c.negative()) {
      return Outcome.NEGATIVE;
    }
    if (c.ifNoneMatch().equals(CONTENT.etag())) {
      return Outcome.NOT_MODIFIED;
    }
    return stale ? Outcome.STALE : Outcome.FRESH;
  }

  private static Decision miss(Outcome outcome) {
    return new Decision(outcome, Duration.ZERO, Duration.ZERO);
  }
}
