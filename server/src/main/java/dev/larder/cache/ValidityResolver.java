package dev.larder.cache;

import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.Validity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Resolves how long what is put or touched lasts. Everything to the microsecond, as it is stored.
 *
 * <p>Thread-safe if its random generator is.
 */
final class ValidityResolver {
  private final InstantSource clock;
  private final RandomGenerator random;

  ValidityResolver(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * The validity of a put.
   *
   * @param fetchTime when the origin was asked; null or in the future: now
   */
  Validity resolve(
      LifetimeRequest request, @Nullable Instant fetchTime, boolean negative, KindPolicy policy) {
    Instant now = clock.instant();
    Instant fetched = fetchTime == null || fetchTime.isAfter(now) ? now : fetchTime;
    Lifetime lifetime = negative ? ofNegative(request, policy) : request.orElse(policy.lifetime());
    return validity(fetched.truncatedTo(ChronoUnit.MICROS), truncated(lifetime), policy);
  }

  /** A negative entry has stale windows only when they were asked for. */
  private static Lifetime ofNegative(LifetimeRequest request, KindPolicy policy) {
    Duration fresh =
        request.equals(LifetimeRequest.UNSET) ? policy.negativeLifetime() : Duration.ZERO;
    return request.orElse(new Lifetime(fresh, Duration.ZERO, Duration.ZERO));
  }

  private Validity validity(Instant fetched, Lifetime lifetime, KindPolicy policy) {
    Duration fresh = jittered(lifetime.fresh(), policy.ttlJitter());
    return new Validity(fetched, lifetime, fetched.plus(fresh));
  }

  private Duration jittered(Duration fresh, double jitter) {
    if (jitter == 0) {
      return fresh;
    }
    double share = 1 - random.nextDouble() * jitter;
    return Duration.of((long) (micros(fresh) * share), ChronoUnit.MICROS);
  }

  private static Lifetime truncated(Lifetime lifetime) {
    return new Lifetime(
        truncated(lifetime.fresh()),
        truncated(lifetime.staleWhileRevalidate()),
        truncated(lifetime.staleIfError()));
  }

  private static Duration truncated(Duration duration) {
    return Duration.of(micros(duration), ChronoUnit.MICROS);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
