package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Freshness;
import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.Validity;
import dev.larder.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ValidityResolverTest {
  private static final RandomGenerator LARGEST = () -> -1L;
  private static final RandomGenerator SMALLEST = () -> 0L;

  private final FakeClock clock = new FakeClock();
  private final ValidityResolver resolver = new ValidityResolver(clock, LARGEST);
  private final Instant now = clock.instant();

  private static KindPolicy jittered(double jitter) {
    return new KindPolicy(
        Lifetime.DEFAULT, Duration.ofMinutes(1), jitter, Freshness.FRESH_ONLY, Set.of(), false, 0);
  }

  private Validity resolve(LifetimeRequest request, boolean negative) {
    return resolver.resolve(request, null, negative, KindPolicy.DEFAULT);
  }

  @Test
  void resolve_everythingUnset_policyAndNowApply() {
    assertEquals(
        new Validity(now, Lifetime.DEFAULT, now.plus(Duration.ofHours(1))),
        resolve(LifetimeRequest.UNSET, false));
  }

  @Test
  void resolve_partsSet_othersComeFromThePolicy() {
    LifetimeRequest request = new LifetimeRequest(Duration.ofSeconds(7), null, Duration.ZERO);

    assertEquals(
        new Lifetime(Duration.ofSeconds(7), Duration.ofMinutes(1), Duration.ZERO),
        resolve(request, false).lifetime());
  }

  @Test
  void resolve_fetchTimeInThePast_lifetimeCountsFromThere() {
    Instant fetched = now.minusSeconds(60);

    assertEquals(
        new Validity(fetched, Lifetime.DEFAULT, fetched.plus(Duration.ofHours(1))),
        resolver.resolve(LifetimeRequest.UNSET, fetched, false, KindPolicy.DEFAULT));
  }

  @Test
  void resolve_fetchTimeInTheFuture_isNow() {
    Validity validity =
        resolver.resolve(LifetimeRequest.UNSET, now.plusNanos(1_000), false, KindPolicy.DEFAULT);

    assertEquals(now, validity.fetchTime());
  }

  @Test
  void resolve_nanoseconds_areCutToTheMicrosecond() {
    clock.advance(Duration.ofNanos(1_999));
    LifetimeRequest request =
        new LifetimeRequest(
            Duration.ofNanos(5_999), Duration.ofNanos(6_999), Duration.ofNanos(7_999));

    assertEquals(
        new Validity(
            now.plusNanos(1_000),
            new Lifetime(Duration.ofNanos(5_000), Duration.ofNanos(6_000), Duration.ofNanos(7_000)),
            now.plusNanos(6_000)),
        resolve(request, false));
  }

  @Test
  void resolve_negativeUnset_negativeLifetimeWithoutStaleWindows() {
    assertEquals(
        new Validity(
            now,
            new Lifetime(Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO),
            now.plus(Duration.ofMinutes(1))),
        resolve(LifetimeRequest.UNSET, true));
  }

  @Test
  void resolve_negativePartsSet_unsetPartsAreZero() {
    LifetimeRequest fresh = new LifetimeRequest(Duration.ofSeconds(7), null, null);
    LifetimeRequest stale = new LifetimeRequest(null, null, Duration.ofSeconds(7));

    assertEquals(
        new Lifetime(Duration.ofSeconds(7), Duration.ZERO, Duration.ZERO),
        resolve(fresh, true).lifetime());
    assertEquals(
        new Lifetime(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(7)),
        resolve(stale, true).lifetime());
  }

  @Test
  void resolve_longestLifetime_fits() {
    LifetimeRequest longest =
        new LifetimeRequest(Lifetime.LONGEST, Lifetime.LONGEST, Lifetime.LONGEST);

    assertEquals(
        now.plus(Lifetime.LONGEST).plus(Lifetime.LONGEST), resolve(longest, false).hardExpiry());
  }

  @Test
  void resolve_noJitter_softExpiryIsExact() {
    Validity validity = resolver.resolve(LifetimeRequest.UNSET, null, false, jittered(0));

    assertEquals(now.plus(Duration.ofHours(1)), validity.softExpiry());
  }

  @Test
  void resolve_jitter_shortensFreshByAtMostItsShareAndLeavesTheLifetime() {
    Validity least =
        new ValidityResolver(clock, SMALLEST)
            .resolve(LifetimeRequest.UNSET, null, false, jittered(0.25));
    Validity most = resolver.resolve(LifetimeRequest.UNSET, null, false, jittered(0.25));

    assertEquals(now.plus(Duration.ofHours(1)), least.softExpiry());
    assertFalse(most.softExpiry().isBefore(now.plus(Duration.ofMinutes(45))));
    assertTrue(most.softExpiry().isBefore(now.plus(Duration.ofMinutes(46))));
    assertEquals(Lifetime.DEFAULT, most.lifetime());
  }

  @Test
  void resolve_jitter_spreadsOverItsWholeShare() {
    long seed = System.nanoTime();
    ValidityResolver spread = new ValidityResolver(clock, new Random(seed));
    long[] quarters = new long[4];
    for (int i = 0; i < 4_000; i++) {
      Instant soft = spread.resolve(LifetimeRequest.UNSET, null, false, jittered(0.5)).softExpiry();
      double share = 1 - Duration.between(now, soft).toNanos() / 3.6e12;
      quarters[(int) Math.min(3, share * 8)]++;
    }
    for (long quarter : quarters) {
      assertTrue(quarter > 700, () -> "seed " + seed);
    }
  }
}
