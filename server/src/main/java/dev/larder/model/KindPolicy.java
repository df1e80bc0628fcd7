package dev.larder.model;

import java.time.Duration;
import java.util.Set;

/**
 * How a namespace treats the objects of one kind; every default filled in.
 *
 * @param lifetime for every part that a put leaves unset
 * @param negativeLifetime how long a negative entry without a lifetime of its own is served
 * @param ttlJitter the largest share of {@code fresh} by which a put may be shortened, 0 to 0.5
 * @param defaultFreshness what a read without a freshness means; never REFRESH
 * @param foldCaseFields the index fields compared without regard to case
 * @param requireJson only JSON payloads are accepted
 * @param refreshAhead the last share of an entry's fresh time in which one caller is sent to the
 *     origin early, 0 to 0.9
 */
public record KindPolicy(
    Lifetime lifetime,
    Duration negativeLifetime,
    double ttlJitter,
    Freshness defaultFreshness,
    Set<String> foldCaseFields,
    boolean requireJson,
    double refreshAhead) {
  /** Of a kind that came into being on first use. */
  public static final KindPolicy DEFAULT =
      new KindPolicy(
          Lifetime.DEFAULT, Duration.ofMinutes(1), 0, Freshness.FRESH_ONLY, Set.of(), false, 0);

  public static final double MAX_TTL_JITTER = 0.5;
  public static final double MAX_REFRESH_AHEAD = 0.9;

  public KindPolicy {
    foldCaseFields = Set.copyOf(foldCaseFields);
  }
}
