package dev.larder.client;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a namespace treats the objects of one kind.
 *
 * @param kind the kind's name
 * @param lifetime for every part that a put leaves unset; its own unset parts are 1 h, 1 min and 24
 *     h
 * @param negativeLifetime how long a negative answer without a lifetime of its own is served; null
 *     for 1 min
 * @param ttlJitter each put or touch shortens the fresh time by a random share of it, at most this
 *     one: 0 to 0.5
 * @param defaultFreshness what {@link Freshness#KIND_DEFAULT} means for a read of this kind
 * @param foldCaseFields the index fields whose values are compared without regard to case
 * @param requireJson true: only JSON payloads are accepted
 * @param refreshAhead the last share of an object's fresh time in which one caller of {@code
 *     getOrLoad} refreshes it in the background, while it and all others are still served: 0 (the
 *     default, never) to 0.9
 */
public record KindPolicy(
    String kind,
    Lifetime lifetime,
    @Nullable Duration negativeLifetime,
    double ttlJitter,
    Freshness defaultFreshness,
    List<String> foldCaseFields,
    boolean requireJson,
    double refreshAhead) {
  public KindPolicy {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(lifetime, "lifetime");
    Objects.requireNonNull(defaultFreshness, "defaultFreshness");
    foldCaseFields = List.copyOf(foldCaseFields);
  }

  /** The default policy for a kind of this name. */
  public static KindPolicy of(String kind) {
    return new KindPolicy(
        kind, Lifetime.ofKind(), null, 0, Freshness.KIND_DEFAULT, List.of(), false, 0);
  }

  /** This, with another {@link #lifetime}. */
  public KindPolicy withLifetime(Lifetime value) {
    return new KindPolicy(
        kind,
        value,
        negativeLifetime,
        ttlJitter,
        defaultFreshness,
        foldCaseFields,
        requireJson,
        refreshAhead);
  }

  /** This, with another {@link #negativeLifetime}. */
  public KindPolicy withNegativeLifetime(@Nullable Duration value) {
    return new KindPolicy(
        kind,
        lifetime,
        value,
        ttlJitter,
        defaultFreshness,
        foldCaseFields,
        requireJson,
        refreshAhead);
  }

  /** This, with another {@link #ttlJitter}. */
  public KindPolicy withTtlJitter(double value) {
    return new KindPolicy(
        kind,
        lifetime,
        negativeLifetime,
        value,
        defaultFreshness,
        foldCaseFields,
        requireJson,
        refreshAhead);
  }

  /** This, with another {@link #defaultFreshness}. */
  public KindPolicy withDefaultFreshness(Freshness value) {
    return new KindPolicy(
        kind,
        lifetime,
        negativeLifetime,
        ttlJitter,
        value,
        foldCaseFields,
        requireJson,
        refreshAhead);
  }

  /** This, with these {@link #foldCaseFields}. */
  public KindPolicy withFoldCaseFields(List<String> value) {
    return new KindPolicy(
        kind,
        lifetime,
        negativeLifetime,
        ttlJitter,
        defaultFreshness,
        value,
        requireJson,
        refreshAhead);
  }

  /** This, with another {@link #requireJson}. */
  public KindPolicy withRequireJson(boolean value) {
    return new KindPolicy(
        kind,
        lifetime,
        negativeLifetime,
        ttlJitter,
        defaultFreshness,
        foldCaseFields,
        value,
        refreshAhead);
  }

  /** This, with another {@link #refreshAhead}. */
  public KindPolicy withRefreshAhead(double value) {
    return new KindPolicy(
        kind,
        lifetime,
        negativeLifetime,
        ttlJitter,
        defaultFreshness,
        foldCaseFields,
        requireJson,
        value);
  }
}
