package dev.larder.cache;

import dev.larder.cache.ReadCounters.KindName;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Counts fills by namespace, kind and what became of them or of their callers. Names beyond a
 * number are in the total alone, so that a caller who invents them does not fill the memory.
 *
 * <p>Thread-safe.
 */
final class FillCounters {
  private static final int MOST_KINDS = 10_000;

  private final Map<KindName, Map<FillEvent, LongAdder>> kinds = new ConcurrentHashMap<>();
  private final Map<FillEvent, LongAdder> all = counters();

  @Inject
  FillCounters() {}

  /** Complete from the start, so that it is only read. */
  private static Map<FillEvent, LongAdder> counters() {
    Map<FillEvent, LongAdder> counters = new EnumMap<>(FillEvent.class);
    for (FillEvent event : FillEvent.values()) {
      counters.put(event, new LongAdder());
    }
    return counters;
  }

  void count(Fill fill, FillEvent event) {
    count(fill.key.kindName(), event);
  }

  void count(KindName kind, FillEvent event) {
    Objects.requireNonNull(all.get(event)).increment();
    Map<FillEvent, LongAdder> counters = kinds.get(kind);
    if (counters == null && kinds.size() < MOST_KINDS) {
      counters = kinds.computeIfAbsent(kind, name -> counters());
    }
    if (counters != null) {
      Objects.requireNonNull(counters.get(event)).increment();
    }
  }

  /** Since the start; without the events that never came. */
  Map<FillEvent, Long> total() {
    Map<FillEvent, Long> sums = new EnumMap<>(FillEvent.class);
    add(all, sums);
    return sums;
  }

  /** The same of the selected kinds. */
  Map<FillEvent, Long> total(Predicate<KindName> selected) {
    Map<FillEvent, Long> sums = new EnumMap<>(FillEvent.class);
    kinds.forEach(
        (name, counters) -> {
          if (selected.test(name)) {
            add(counters, sums);
          }
        });
    return sums;
  }

  private static void add(Map<FillEvent, LongAdder> counters, Map<FillEvent, Long> sums) {
    counters.forEach(
        (event, counter) -> {
          long count = counter.sum();
          if (count > 0) {
            sums.merge(event, count, Long::sum);
          }
        });
  }
}
