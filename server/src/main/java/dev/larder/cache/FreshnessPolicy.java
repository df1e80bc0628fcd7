package dev.larder.cache;

import dev.larder.model.Entry;
import dev.larder.model.Freshness;
import dev.larder.model.KindPolicy;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import dev.larder.model.Validity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a read finds: a pure function of the time, the entry, the request and the kind's
 * policy.
 *
 * <p>It relies on a time that does not go back: an entry that an invalidation made stale would be
 * fresh again until the time of the invalidation came round once more. The server's clock keeps
 * that for as long as the process lives. After a restart with the wall clock set back it does not
 * hold, unless the entry then comes from the future altogether; that is a known limit.
 */
final class FreshnessPolicy {
  /**
   * How far an entry's fetch time may lie ahead of the clock before the clock is taken to have been
   * set back.
   */
  static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);

  /**
   * What was decided.
   *
   * @param age since the fetch time; zero for a miss
   * @param freshFor until the soft expiry; zero or negative when stale, zero for a miss
   */
  record Decision(Outcome outcome, Duration age, Duration freshFor) {
    /** True when the entry is part of the answer. */
    boolean served() {
      return switch (outcome) {
        case FRESH, STALE, NOT_MODIFIED, NEGATIVE -> true;
        case MISS_ABSENT, MISS_STALE, MISS_DELETED, MISS_INCOMPLETE, MISS_BYPASSED, DEFERRED ->
            false;
      };
    }

    private static Decision miss(Outcome outcome) {
      return new Decision(outcome, Duration.ZERO, Duration.ZERO);
    }
  }

  private FreshnessPolicy() {}

  /**
   * Decides.
   *
   * @param entry what is stored, with the invalidations of its kind and tags applied; null: nothing
   * @param ifNoneMatch the etag of the caller's copy; empty: none
   */
  static Decision decide(
      Instant now,
      @Nullable Entry entry,
      ReadPolicy policy,
      KindPolicy kindPolicy,
      String ifNoneMatch) {
    Freshness freshness = effective(policy, kindPolicy);
    if (freshness == Freshness.REFRESH) {
      return Decision.miss(Outcome.MISS_BYPASSED);
    }
    if (entry == null || entry.goneAt(now)) {
      return Decision.miss(Outcome.MISS_ABSENT);
    }
    if (entry.tombstone() && !policy.includeDeleted()) {
      return Decision.miss(Outcome.MISS_DELETED);
    }
    Validity validity = entry.validity();
    Duration age = age(now, validity);
    Duration freshFor = freshFor(now, validity);
    if (!accepted(age, freshFor, validity, policy, freshness)) {
      return Decision.miss(Outcome.MISS_STALE);
    }
    return new Decision(served(entry, freshFor, ifNoneMatch), age, freshFor);
  }

  /**
   * Decides on the set of a collection, without a look at its members: FRESH, STALE, MISS_ABSENT or
   * MISS_STALE.
   *
   * @param set with its kind's invalidations applied
   * @param policy not REFRESH, which needs no set to decide on
   */
  static Outcome decide(Instant now, Validity set, ReadPolicy policy, KindPolicy kindPolicy) {
    if (!now.isBefore(set.hardExpiry())) {
      return Outcome.MISS_ABSENT;
    }
    Duration freshFor = freshFor(now, set);
    if (!accepted(age(now, set), freshFor, set, policy, effective(policy, kindPolicy))) {
      return Outcome.MISS_STALE;
    }
    return isPositive(freshFor) ? Outcome.FRESH : Outcome.STALE;
  }

  /** The freshness that this read asks for, once the kind's default is filled in. */
  static Freshness effective(ReadPolicy policy, KindPolicy kindPolicy) {
    Freshness freshness = policy.freshness();
    return freshness == null ? kindPolicy.defaultFreshness() : freshness;
  }

  /** Since the fetch time; never negative. */
  static Duration age(Instant now, Validity validity) {
    Duration age = Duration.between(validity.fetchTime(), now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  /**
   * Until the soft expiry. An entry from the future would otherwise stay fresh for as long as the
   * clock was set back.
   */
  static Duration freshFor(Instant now, Validity validity) {
    Duration freshFor = Duration.between(now, validity.softExpiry());
    boolean fromTheFuture = validity.fetchTime().isAfter(now.plus(CLOCK_TOLERANCE));
    return fromTheFuture && isPositive(freshFor) ? Duration.ZERO : freshFor;
  }

  private static boolean accepted(
      Duration age, Duration freshFor, Validity validity, ReadPolicy policy, Freshness freshness) {
    Duration maxAge = policy.maxAge();
    if (maxAge != null && age.compareTo(maxAge) > 0) {
      return false;
    }
    Duration minFresh = policy.minFresh();
    return isPositive(freshFor)
        ? minFresh == null || freshFor.compareTo(minFresh) >= 0
        : minFresh == null && staleAccepted(freshFor.negated(), validity, policy, freshness);
  }

  private static boolean staleAccepted(
      Duration staleBy, Validity validity, ReadPolicy policy, Freshness freshness) {
    return within(staleBy, policy.maxStale())
        || switch (freshness) {
          case STALE_WHILE_REVALIDATE ->
              within(staleBy, validity.lifetime().staleWhileRevalidate());
          case STALE_IF_ERROR -> within(staleBy, validity.lifetime().staleIfError());
          case ANY -> true;
          case FRESH_ONLY, REFRESH -> false;
        };
  }

  /**
   * True when what is served is stale, or in the last share of its fresh time.
   *
   * @param freshFor what is left of that, the invalidations applied
   */
  static boolean dueForRefresh(Duration freshFor, Validity validity, KindPolicy kindPolicy) {
    Duration fresh = Duration.between(validity.fetchTime(), validity.softExpiry());
    return freshFor.toNanos() <= fresh.toNanos() * kindPolicy.refreshAhead();
  }

  /** A bound that is not set admits nothing; one of zero admits what has just become stale. */
  private static boolean within(Duration staleBy, @Nullable Duration bound) {
    return bound != null && staleBy.compareTo(bound) <= 0;
  }

  /** What a value is to a caller who has waited for it, however short its lifetime. */
  static Outcome landed(Entry entry, String ifNoneMatch) {
    return served(entry, Duration.ofNanos(1), ifNoneMatch);
  }

  /** The entry as it is served now. */
  static ServedEntry served(Instant now, Entry entry) {
    return new ServedEntry(entry, age(now, entry.validity()), freshFor(now, entry.validity()));
  }

  private static Outcome served(Entry entry, Duration freshFor, String ifNoneMatch) {
    if (entry.content().negative()) {
      return Outcome.NEGATIVE;
    }
    if (!ifNoneMatch.isEmpty() && ifNoneMatch.equals(entry.content().etag())) {
      return Outcome.NOT_MODIFIED;
    }
    return isPositive(freshFor) ? Outcome.FRESH : Outcome.STALE;
  }

  private static boolean isPositive(Duration duration) {
    return duration.compareTo(Duration.ZERO) > 0;
  }
}
