package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.Freshness;
import dev.larder.model.IndexTerm;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.ReadPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LookupTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final TestingCache cache = TestingCache.withHotTier();

  static LookupRequest everything(int pageSize, @Nullable String afterId) {
    return new LookupRequest(
        TestingEntries.NAMESPACE,
        TestingEntries.KIND,
        Set.of(),
        null,
        ReadPolicy.DEFAULT,
        afterId,
        pageSize);
  }

  private static LookupRequest everything(ReadPolicy policy) {
    return new LookupRequest(
        TestingEntries.NAMESPACE, TestingEntries.KIND, Set.of(), null, policy, null, 1000);
  }

  private LookupAnswer lookup(LookupRequest request) {
    return cache.cache.lookup(request, Cancellation.NEVER).join();
  }

  private static List<String> ids(LookupAnswer answer) {
    return answer.entries().stream().map(served -> served.entry().key().id()).toList();
  }

  private void putMany(String prefix, int count) {
    for (int i = 0; i < count; i++) {
      cache.put(prefix + String.format("%05d", i), "text");
    }
  }

  @Test
  void lookup_kindThatDoesNotExist_findsNothing() {
    assertEquals(new LookupAnswer(List.of(), null), lookup(everything(10, null)));
  }

  @Test
  void lookup_term_findsThoseThatHaveIt() {
    for (String name : List.of("ann", "ben")) {
      Content content =
          Content.of(TestingEntries.payload(name), List.of(new IndexTerm("name", name)), "");
      cache
          .cache
          .put(TestingEntries.put(TestingEntries.key("id-" + name), content), Cancellation.NEVER)
          .join();
    }
    LookupRequest ben =
        new LookupRequest(
            TestingEntries.NAMESPACE,
            TestingEntries.KIND,
            Set.of("name"),
            "ben",
            ReadPolicy.DEFAULT,
            null,
            10);

    assertEquals(List.of("id-ben"), ids(lookup(ben)));
  }

  @Test
  void lookup_page_leadsToTheNext() {
    putMany("id-", 5);
    LookupAnswer first = lookup(everything(2, null));
    LookupAnswer second = lookup(everything(2, first.nextAfterId()));
    LookupAnswer third = lookup(everything(2, second.nextAfterId()));

    assertEquals(List.of("id-00000", "id-00001"), ids(first));
    assertEquals(List.of("id-00002", "id-00003"), ids(second));
    assertEquals(List.of("id-00004"), ids(third));
    assertNull(third.nextAfterId());
  }

  @Test
  void lookup_staleOnesInBetween_pageIsFilledFromBehindThem() {
    putMany("a-", 1);
    putMany("b-", 250);
    cache.clock.advance(HOUR);
    cache.put("a-00000", "text");
    putMany("c-", 3);
    LookupAnswer first = lookup(everything(2, null));
    LookupAnswer second = lookup(everything(2, first.nextAfterId()));

    assertEquals(List.of("a-00000", "c-00000"), ids(first));
    assertEquals(List.of("c-00001", "c-00002"), ids(second));
    assertNull(second.nextAfterId());
  }

  @Test
  void lookup_moreStaleOnesThanAreLookedAt_pageIsShortAndGoesOn() {
    putMany("a-", ObjectFinder.LOOKED_AT + 10);
    cache.clock.advance(HOUR);
    cache.put("z", "text");
    LookupAnswer first = lookup(everything(1000, null));

    assertEquals(List.of(), ids(first));
    assertEquals(List.of("z"), ids(lookup(everything(1000, first.nextAfterId()))));
  }

  @Test
  void lookup_heavyEntries_pageEndsAtItsBytes() {
    for (int i = 0; i < 12; i++) {
      cache.put("id-" + i, "x".repeat(200_000));
    }
    cache.store.limitLookupPages(2);
    List<String> all = new ArrayList<>();
    int pages = 0;
    String afterId = null;
    do {
      LookupAnswer answer = lookup(everything(1000, afterId));
      assertTrue(answer.entries().size() <= 6, () -> answer.entries().size() + " entries");
      all.addAll(ids(answer));
      afterId = answer.nextAfterId();
      pages++;
    } while (afterId != null);

    assertEquals(12, all.size());
    assertEquals(2, pages);
  }

  @Test
  void lookup_policy_findsWhatAReadWouldBeServed() {
    cache.put("stale", "text");
    cache.delete("stale", false);
    cache.put("stale", "text");
    cache.clock.advance(HOUR);
    cache.put("fresh", "text");
    cache.put("deleted", "text");
    cache.delete("deleted", false);
    cache
        .cache
        .put(
            TestingEntries.put(TestingEntries.key("negative"), TestingEntries.negative()),
            Cancellation.NEVER)
        .join();

    assertEquals(List.of("fresh"), ids(lookup(everything(ReadPolicy.DEFAULT))));
    assertEquals(List.of("fresh", "stale"), ids(lookup(everything(ReadPolicy.of(Freshness.ANY)))));
    assertEquals(
        List.of("deleted", "fresh"),
        ids(lookup(everything(new ReadPolicy(null, null, null, null, true)))));
    assertEquals(List.of(), ids(lookup(everything(ReadPolicy.of(Freshness.REFRESH)))));
  }

  @Test
  void lookup_kindInvalidated_entriesAreStale() {
    cache.put("a", "text");
    cache
        .cache
        .invalidateKind(TestingEntries.NAMESPACE, TestingEntries.KIND, false, Cancellation.NEVER)
        .join();

    assertEquals(List.of(), ids(lookup(everything(10, null))));
    assertEquals(List.of("a"), ids(lookup(everything(ReadPolicy.of(Freshness.ANY)))));
  }

  @Test
  void lookup_pastItsHardExpiry_isNotFound() {
    LifetimeRequest brief = new LifetimeRequest(HOUR, Duration.ZERO, Duration.ZERO);
    cache
        .cache
        .put(
            new PutRequest(
                TestingEntries.key("a"), TestingEntries.content("text"), brief, null, null),
            Cancellation.NEVER)
        .join();
    cache.clock.advance(HOUR);

    assertEquals(List.of(), ids(lookup(everything(ReadPolicy.of(Freshness.ANY)))));
  }
}
