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
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each rule as a sentence. The entry of these sentences was fetched at 0 s, is fresh for 100 s, may
 * be served stale for 10 s while it is revalidated and for 30 s if the origin fails, and so is gone
 * at 130 s.
 */
final class FreshnessPolicyTest {
  private static final Instant FETCHED = Instant.parse("2026-01-15T12:00:00Z");
  private static final Lifetime LIFETIME =
      new Lifetime(Duration.ofSeconds(100), Duration.ofSeconds(10), Duration.ofSeconds(30));
  private static final Content CONTENT = TestingEntries.content("hello");

  private static final Duration MICROSECOND = Duration.ofNanos(1_000);
  private static final Duration SOFT = Duration.ofSeconds(100);
  private static final Duration HARD = Duration.ofSeconds(130);

  /** One sentence of the table. */
  private record Rule(
      String sentence,
      @Nullable Entry entry,
      Duration now,
      ReadPolicy policy,
      String ifNoneMatch,
      Outcome outcome) {
    static Rule of(String sentence, Duration now, ReadPolicy policy, Outcome outcome) {
      return new Rule(sentence, stored(CONTENT), now, policy, "", outcome);
    }

    Rule with(@Nullable Entry other) {
      return new Rule(sentence, other, now, policy, ifNoneMatch, outcome);
    }

    Rule matching(String etag) {
      return new Rule(sentence, entry, now, policy, etag, outcome);
    }

    @Override
    public String toString() {
      return sentence;
    }
  }

  private static Entry stored(Content content) {
    Validity validity = new Validity(FETCHED, LIFETIME, FETCHED.plus(SOFT));
    return new Entry(TestingEntries.key("a"), content, validity, 1, null);
  }

  private static Entry tombstone() {
    Entry entry = stored(CONTENT);
    return new Entry(entry.key(), entry.content(), entry.validity(), 2, FETCHED.plusSeconds(5));
  }

  private static Duration at(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static ReadPolicy policy(Freshness freshness) {
    return ReadPolicy.of(freshness);
  }

  private static ReadPolicy maxAge(Freshness freshness, long seconds) {
    return new ReadPolicy(freshness, Duration.ofSeconds(seconds), null, null, false);
  }

  private static ReadPolicy maxStale(Freshness freshness, long seconds) {
    return new ReadPolicy(freshness, null, Duration.ofSeconds(seconds), null, false);
  }

  private static ReadPolicy minFresh(Freshness freshness, long seconds) {
    return new ReadPolicy(freshness, null, null, Duration.ofSeconds(seconds), false);
  }

  private static ReadPolicy includingDeleted(Freshness freshness) {
    return new ReadPolicy(freshness, null, null, null, true);
  }

  static Stream<Rule> presence() {
    ReadPolicy fresh = policy(Freshness.FRESH_ONLY);
    ReadPolicy any = policy(Freshness.ANY);
    return Stream.of(
        Rule.of("nothing stored is absent", at(0), fresh, Outcome.MISS_ABSENT).with(null),
        Rule.of("nothing stored is absent for ANY too", at(0), any, Outcome.MISS_ABSENT).with(null),
        Rule.of(
            "just before its hard expiry ANY serves", HARD.minus(MICROSECOND), any, Outcome.STALE),
        Rule.of("at its hard expiry it is gone", HARD, any, Outcome.MISS_ABSENT),
        Rule.of(
            "REFRESH bypasses what is fresh",
            at(1),
            policy(Freshness.REFRESH),
            Outcome.MISS_BYPASSED),
        Rule.of(
                "REFRESH bypasses what is absent",
                at(1),
                policy(Freshness.REFRESH),
                Outcome.MISS_BYPASSED)
            .with(null),
        Rule.of(
                "REFRESH bypasses a tombstone",
                at(6),
                policy(Freshness.REFRESH),
                Outcome.MISS_BYPASSED)
            .with(tombstone()),
        Rule.of("a tombstone is a deletion", at(6), fresh, Outcome.MISS_DELETED).with(tombstone()),
        Rule.of("a tombstone is a deletion for ANY too", at(6), any, Outcome.MISS_DELETED)
            .with(tombstone()),
        Rule.of("a tombstone past its hard expiry is absent", HARD, fresh, Outcome.MISS_ABSENT)
            .with(tombstone()),
        Rule.of(
                "a tombstone asked for is served",
                at(6),
                includingDeleted(Freshness.FRESH_ONLY),
                Outcome.FRESH)
            .with(tombstone()),
        Rule.of(
                "a stale tombstone asked for is a stale miss",
                SOFT,
                includingDeleted(Freshness.FRESH_ONLY),
                Outcome.MISS_STALE)
            .with(tombstone()));
  }

  static Stream<Rule> windows() {
    return Stream.of(
        Rule.of(
            "just before its soft expiry it is fresh",
            SOFT.minus(MICROSECOND),
            policy(Freshness.FRESH_ONLY),
            Outcome.FRESH),
        Rule.of(
            "at its soft expiry FRESH_ONLY misses",
            SOFT,
            policy(Freshness.FRESH_ONLY),
            Outcome.MISS_STALE),
        Rule.of(
            "at its soft expiry SWR serves it stale",
            SOFT,
            policy(Freshness.STALE_WHILE_REVALIDATE),
            Outcome.STALE),
        Rule.of(
            "at the end of its window SWR serves",
            at(110),
            policy(Freshness.STALE_WHILE_REVALIDATE),
            Outcome.STALE),
        Rule.of(
            "past its window SWR misses",
            at(110).plus(MICROSECOND),
            policy(Freshness.STALE_WHILE_REVALIDATE),
            Outcome.MISS_STALE),
        Rule.of(
            "past the SWR window SIE serves",
            at(111),
            policy(Freshness.STALE_IF_ERROR),
            Outcome.STALE),
        Rule.of(
            "just before the hard expiry SIE serves",
            HARD.minus(MICROSECOND),
            policy(Freshness.STALE_IF_ERROR),
            Outcome.STALE),
        Rule.of(
            "SIE serves what is fresh as fresh",
            at(1),
            policy(Freshness.STALE_IF_ERROR),
            Outcome.FRESH),
        Rule.of("ANY serves what is fresh as fresh", at(1), policy(Freshness.ANY), Outcome.FRESH));
  }

  static Stream<Rule> bounds() {
    Freshness fresh = Freshness.FRESH_ONLY;
    Freshness revalidate = Freshness.STALE_WHILE_REVALIDATE;
    return Stream.of(
        Rule.of("max_age admits what is just that old", at(50), maxAge(fresh, 50), Outcome.FRESH),
        Rule.of(
            "max_age refuses what is older although fresh",
            at(50).plus(MICROSECOND),
            maxAge(fresh, 50),
            Outcome.MISS_STALE),
        Rule.of(
            "max_age refuses what is older and stale",
            at(105),
            maxAge(revalidate, 104),
            Outcome.MISS_STALE),
        Rule.of(
            "max_age lets the stale window stand", at(105), maxAge(revalidate, 105), Outcome.STALE),
        Rule.of(
            "max_age of zero admits what was fetched now", at(0), maxAge(fresh, 0), Outcome.FRESH),
        Rule.of("max_stale widens FRESH_ONLY", at(105), maxStale(fresh, 5), Outcome.STALE),
        Rule.of(
            "max_stale ends where it says",
            at(105).plus(MICROSECOND),
            maxStale(fresh, 5),
            Outcome.MISS_STALE),
        Rule.of(
            "max_stale of zero admits the soft expiry itself",
            SOFT,
            maxStale(fresh, 0),
            Outcome.STALE),
        Rule.of("max_stale widens the window", at(120), maxStale(revalidate, 20), Outcome.STALE),
        Rule.of(
            "max_stale never narrows the window", at(110), maxStale(revalidate, 1), Outcome.STALE),
        Rule.of(
            "max_stale does not reach past the hard expiry",
            HARD,
            maxStale(fresh, 1000),
            Outcome.MISS_ABSENT),
        Rule.of(
            "min_fresh admits what is fresh for just that long",
            at(90),
            minFresh(fresh, 10),
            Outcome.FRESH),
        Rule.of(
            "min_fresh refuses what is fresh for less",
            at(90).plus(MICROSECOND),
            minFresh(fresh, 10),
            Outcome.MISS_STALE),
        Rule.of(
            "min_fresh of zero admits what is fresh",
            SOFT.minus(MICROSECOND),
            minFresh(fresh, 0),
            Outcome.FRESH),
        Rule.of(
            "min_fresh refuses everything stale",
            SOFT,
            minFresh(revalidate, 0),
            Outcome.MISS_STALE));
  }

  static Stream<Rule> negatives() {
    Entry negative = stored(TestingEntries.negative());
    String etag = CONTENT.etag();
    return Stream.of(
        Rule.of(
                "a fresh negative entry is negative",
                at(1),
                policy(Freshness.FRESH_ONLY),
                Outcome.NEGATIVE)
            .with(negative),
        Rule.of(
                "a stale negative entry that would be served is negative",
                at(105),
                policy(Freshness.STALE_WHILE_REVALIDATE),
                Outcome.NEGATIVE)
            .with(negative),
        Rule.of(
                "a stale negative entry is a stale miss",
                SOFT,
                policy(Freshness.FRESH_ONLY),
                Outcome.MISS_STALE)
            .with(negative),
        Rule.of(
                "an empty etag matches nothing",
                at(1),
                policy(Freshness.FRESH_ONLY),
                Outcome.NEGATIVE)
            .with(negative)
            .matching(""),
        Rule.of(
                "an equal etag says not modified",
                at(1),
                policy(Freshness.FRESH_ONLY),
                Outcome.NOT_MODIFIED)
            .matching(etag),
        Rule.of(
                "an equal etag of a stale entry that is served says not modified",
                at(105),
                policy(Freshness.ANY),
                Outcome.NOT_MODIFIED)
            .matching(etag),
        Rule.of(
                "an equal etag of a stale entry that is not served is a stale miss",
                at(105),
                policy(Freshness.FRESH_ONLY),
                Outcome.MISS_STALE)
            .matching(etag),
        Rule.of("another etag changes nothing", at(1), policy(Freshness.FRESH_ONLY), Outcome.FRESH)
            .matching("other"));
  }

  static Stream<Rule> clocks() {
    ReadPolicy fresh = policy(Freshness.FRESH_ONLY);
    ReadPolicy any = policy(Freshness.ANY);
    return Stream.of(
        Rule.of("an entry from just a second ahead is fresh", at(-1), fresh, Outcome.FRESH),
        Rule.of(
            "an entry from further ahead is stale",
            at(-1).minus(MICROSECOND),
            fresh,
            Outcome.MISS_STALE),
        Rule.of("an entry from the far future is stale", at(-1_000_000), any, Outcome.STALE),
        Rule.of(
            "an entry from the future is within every window",
            at(-60),
            policy(Freshness.STALE_WHILE_REVALIDATE),
            Outcome.STALE),
        Rule.of(
            "an entry from the future never satisfies min_fresh",
            at(-60),
            minFresh(Freshness.FRESH_ONLY, 0),
            Outcome.MISS_STALE),
        Rule.of(
            "an entry from the future is of age zero",
            at(-60),
            maxAge(Freshness.STALE_IF_ERROR, 0),
            Outcome.STALE));
  }

  @ParameterizedTest
  @MethodSource({"presence", "windows", "bounds", "negatives", "clocks"})
  void decide_rule_holds(Rule rule) {
    assertEquals(rule.outcome(), decide(rule, KindPolicy.DEFAULT).outcome());
  }

  private static Decision decide(Rule rule, KindPolicy kindPolicy) {
    return FreshnessPolicy.decide(
        FETCHED.plus(rule.now()), rule.entry(), rule.policy(), kindPolicy, rule.ifNoneMatch());
  }

  @Test
  void decide_freshnessUnset_kindsDefaultApplies() {
    KindPolicy revalidating =
        new KindPolicy(
            LIFETIME, Duration.ZERO, 0, Freshness.STALE_WHILE_REVALIDATE, Set.of(), false, 0);
    Rule rule = Rule.of("", at(105), ReadPolicy.DEFAULT, Outcome.STALE);

    assertEquals(Outcome.STALE, decide(rule, revalidating).outcome());
    assertEquals(Outcome.MISS_STALE, decide(rule, KindPolicy.DEFAULT).outcome());
  }

  @Test
  void decide_served_ageAndFreshForAreOfTheEntry() {
    Decision fresh =
        decide(Rule.of("", at(40), policy(Freshness.ANY), Outcome.FRESH), KindPolicy.DEFAULT);
    Decision stale =
        decide(Rule.of("", at(105), policy(Freshness.ANY), Outcome.STALE), KindPolicy.DEFAULT);

    assertEquals(new Decision(Outcome.FRESH, at(40), at(60)), fresh);
    assertEquals(new Decision(Outcome.STALE, at(105), at(-5)), stale);
  }

  @Test
  void decide_clockSetBack_neitherAgeIsNegativeNorFreshForPositive() {
    Decision decision =
        decide(Rule.of("", at(-60), policy(Freshness.ANY), Outcome.STALE), KindPolicy.DEFAULT);

    assertEquals(new Decision(Outcome.STALE, Duration.ZERO, Duration.ZERO), decision);
  }

  @Test
  void decide_clockALittleBack_ageIsZero() {
    Decision decision =
        decide(Rule.of("", at(-1), policy(Freshness.ANY), Outcome.FRESH), KindPolicy.DEFAULT);

    assertEquals(new Decision(Outcome.FRESH, Duration.ZERO, at(101)), decision);
  }
}
