package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.cache.ReadCounters.KindName;
import dev.larder.model.KindPolicy;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.Outcome;
import dev.larder.store.Catalogue;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReadCountersTest {
  private static final Catalogue NOTHING = new Catalogue("epoch", new TreeMap<>());

  private final ReadCounters counters = new ReadCounters();

  private static Catalogue withKinds(int from, int to) {
    SortedMap<String, KindState> kinds = new TreeMap<>();
    for (int i = from; i < to; i++) {
      kinds.put("kind-" + i, KindState.of(i + 1, KindPolicy.DEFAULT));
    }
    NamespaceState namespace = new NamespaceState("acme", NamespaceLimits.NONE, kinds, "etag");
    return new Catalogue("epoch", new TreeMap<>(Map.of("acme", namespace)));
  }

  private static KindName name(int i) {
    return new KindName("acme", "kind-" + i);
  }

  @Test
  void count_inventedNames_areBoundedAndNoneIsLost() {
    for (int i = 0; i < 5_000; i++) {
      counters.count(NOTHING, name(i), Outcome.MISS_ABSENT);
    }

    assertEquals(ReadCounters.UNKNOWN_KINDS, counters.size());
    assertEquals(Map.of(Outcome.MISS_ABSENT, 5_000L), counters.total());
  }

  @Test
  void count_kindComesIntoBeing_keepsWhatWasCountedBefore() {
    counters.count(NOTHING, name(0), Outcome.MISS_ABSENT);
    counters.count(withKinds(0, 1), name(0), Outcome.FRESH);

    assertEquals(Map.of(Outcome.MISS_ABSENT, 1L, Outcome.FRESH, 1L), counters.of(name(0)));
    assertEquals(1, counters.size());
  }

  @Test
  void count_kindsComeAndGo_thoseThatWentAreForgottenInTime() {
    for (int i = 0; i < 20_000; i += 10) {
      Catalogue catalogue = withKinds(i, i + 10);
      for (int kind = i; kind < i + 10; kind++) {
        counters.count(catalogue, name(kind), Outcome.FRESH);
      }
    }

    assertTrue(counters.size() <= 2 * ReadCounters.UNKNOWN_KINDS, () -> "" + counters.size());
    assertEquals(Map.of(Outcome.FRESH, 1L), counters.of(name(19_999)));
  }

  @Test
  void total_kindsThatWentAreForgotten_countsTheirReadsStill() {
    for (int i = 0; i < 5_000; i++) {
      counters.count(withKinds(i, i + 1), name(i), Outcome.FRESH);

      assertEquals(Map.of(Outcome.FRESH, i + 1L), counters.total());
    }
    assertTrue(counters.size() < 5_000, "none was forgotten, so this shows nothing");
  }
}
