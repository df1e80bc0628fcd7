package dev.larder.cache;

import dev.larder.model.Outcome;
import dev.larder.store.Catalogue;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Counts reads by namespace, kind and outcome.
 *
 * <p>The first read of a kind comes before the put that creates it, and its miss belongs to the
 * kind; but a caller who reads invented names must not fill the memory. So kinds that do not exist
 * yet have counters too, up to a number; those beyond it, and those of kinds that are gone, are in
 * the total alone.
 *
 * <p>Thread-safe.
 */
final class ReadCounters {
  /** How many kinds that do not exist are counted by name. */
  static final int UNKNOWN_KINDS = 1000;

  /** Names one kind. */
  record KindName(String namespace, String kind) {}

  private final Map<KindName, OutcomeCounters> known = new ConcurrentHashMap<>();
  private final Map<KindName, OutcomeCounters> unknown = new ConcurrentHashMap<>();

  /**
   * Apart from the others and not their sum, so that it never goes down when a kind is forgotten,
   * nor for a moment while one is moved.
   */
  private final OutcomeCounters all = new OutcomeCounters();

  private final LongAdder hotHits = new LongAdder();
  private volatile int pruneAbove = UNKNOWN_KINDS;

  @Inject
  ReadCounters() {}

  /** Counts one read of a kind of this catalogue, or of none. */
  void count(Catalogue catalogue, KindName name, Outcome outcome) {
    all.count(outcome);
    OutcomeCounters counters = counters(catalogue, name);
    if (counters != null) {
      counters.count(outcome);
    }
  }

  /** Null when it is not counted by name. */
  private @Nullable OutcomeCounters counters(Catalogue catalogue, KindName name) {
    OutcomeCounters counters = known.get(name);
    if (counters != null) {
      return counters;
    }
    return catalogue.kind(name.namespace(), name.kind()) == null
        ? ofUnknown(name)
        : ofKnown(catalogue, name);
  }

  /** Counts a read that the hot tier answered. */
  void countHotHit() {
    hotHits.increment();
  }

  private @Nullable OutcomeCounters ofUnknown(KindName name) {
    OutcomeCounters counters = unknown.get(name);
    if (counters != null) {
      return counters;
    }
    return unknown.size() >= UNKNOWN_KINDS
        ? null
        : unknown.computeIfAbsent(name, absent -> new OutcomeCounters());
  }

  private OutcomeCounters ofKnown(Catalogue catalogue, KindName name) {
    OutcomeCounters counters = known.computeIfAbsent(name, this::promoted);
    if (known.size() > pruneAbove) {
      known.keySet().removeIf(kind -> catalogue.kind(kind.namespace(), kind.kind()) == null);
      pruneAbove = 2 * known.size() + UNKNOWN_KINDS;
    }
    return counters;
  }

  private OutcomeCounters promoted(KindName name) {
    OutcomeCounters counters = unknown.remove(name);
    return counters == null ? new OutcomeCounters() : counters;
  }

  /** The reads of one kind since the start; without the outcomes that never came. */
  Map<Outcome, Long> of(KindName name) {
    Map<Outcome, Long> sums = new EnumMap<>(Outcome.class);
    for (Map<KindName, OutcomeCounters> counters : List.of(known, unknown)) {
      OutcomeCounters ofKind = counters.get(name);
      if (ofKind != null) {
        ofKind.addTo(sums);
      }
    }
    return sums;
  }

  /** All reads since the start. Never goes down. */
  Map<Outcome, Long> total() {
    Map<Outcome, Long> sums = new EnumMap<>(Outcome.class);
    all.addTo(sums);
    return sums;
  }

  /** The reads of the selected kinds since the start. */
  Map<Outcome, Long> total(Predicate<KindName> selected) {
    Map<Outcome, Long> sums = new EnumMap<>(Outcome.class);
    for (Map<KindName, OutcomeCounters> counters : List.of(known, unknown)) {
      counters.forEach(
          (name, each) -> {
            if (selected.test(name)) {
              each.addTo(sums);
            }
          });
    }
    return sums;
  }

  long hotHits() {
    return hotHits.sum();
  }

  /** How many kinds are counted by name. */
  int size() {
    return known.size() + unknown.size();
  }

  /** One counter for each outcome. */
  private static final class OutcomeCounters {
    private final Map<Outcome, LongAdder> counters = new EnumMap<>(Outcome.class);

    OutcomeCounters() {
      for (Outcome outcome : Outcome.values()) {
        counters.put(outcome, new LongAdder());
      }
    }

    void count(Outcome outcome) {
      Objects.requireNonNull(counters.get(outcome)).increment();
    }

    void addTo(Map<Outcome, Long> sums) {
      counters.forEach(
          (outcome, counter) -> {
            long sum = counter.sum();
            if (sum > 0) {
              sums.merge(outcome, sum, Long::sum);
            }
          });
    }
  }
}
