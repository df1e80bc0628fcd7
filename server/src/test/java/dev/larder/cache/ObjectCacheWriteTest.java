package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.model.Bytes;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.Freshness;
import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.ObjectKey;
import dev.larder.model.Outcome;
import dev.larder.model.Payload;
import dev.larder.model.Precondition;
import dev.larder.model.ReadPolicy;
import dev.larder.store.WriteCommand.PutBatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class ObjectCacheWriteTest {
  private static final KindPolicy JSON_ONLY =
      new KindPolicy(
          new Lifetime(Duration.ofMinutes(5), Duration.ZERO, Duration.ofMinutes(1)),
          Duration.ofSeconds(30),
          0,
          Freshness.FRESH_ONLY,
          Set.of(),
          true,
          0);

  private final TestingCache cache = TestingCache.withHotTier();

  private void acceptOnlyJson() {
    cache
        .administration
        .putNamespace(
            new NamespaceSettings(
                TestingEntries.NAMESPACE,
                NamespaceLimits.NONE,
                new TreeMap<>(Map.of(TestingEntries.KIND, JSON_ONLY))),
            null,
            false,
            Cancellation.NEVER)
        .join();
  }

  private static PutRequest json(String id) {
    Payload payload = new Payload(Payload.Form.JSON, Bytes.utf8("{}"), "", "");
    return TestingEntries.put(TestingEntries.key(id), Content.of(payload, List.of(), ""));
  }

  private static PutRequest negative(String id) {
    return TestingEntries.put(TestingEntries.key(id), TestingEntries.negative());
  }

  private static Reason reason(CompletableFuture<?> failed) {
    Throwable cause = assertThrows(CompletionException.class, failed::join).getCause();
    return assertInstanceOf(CacheException.class, cause).reason();
  }

  @Test
  void put_answer_carriesRevisionEtagAndWhetherThePayloadChanged() {
    var first = cache.cache.put(TestingEntries.put("a", "one"), Cancellation.NEVER).join();
    var same = cache.cache.put(TestingEntries.put("a", "one"), Cancellation.NEVER).join();

    assertEquals(1, first.revision());
    assertEquals(true, first.payloadChanged());
    assertEquals(2, same.revision());
    assertEquals(first.etag(), same.etag());
    assertEquals(false, same.payloadChanged());
  }

  @Test
  void put_knownKind_itsLifetimeApplies() {
    acceptOnlyJson();
    cache.cache.put(json("a"), Cancellation.NEVER).join();

    assertEquals(Outcome.FRESH, cache.get("a").outcome());
    cache.clock.advance(Duration.ofMinutes(5));
    assertEquals(Outcome.MISS_STALE, cache.get("a").outcome());
    cache.clock.advance(Duration.ofMinutes(1));
    assertEquals(Outcome.MISS_ABSENT, cache.get("a").outcome());
  }

  @Test
  void put_negativeOfKnownKind_itsNegativeLifetimeApplies() {
    acceptOnlyJson();
    cache.cache.put(negative("a"), Cancellation.NEVER).join();

    assertEquals(Outcome.NEGATIVE, cache.get("a").outcome());
    cache.clock.advance(Duration.ofSeconds(30));
    assertEquals(Outcome.MISS_ABSENT, cache.get("a").outcome());
  }

  @Test
  void put_dataWhereJsonIsRequired_isRefused() {
    acceptOnlyJson();
    var refused = cache.cache.put(TestingEntries.put("a", "{}"), Cancellation.NEVER);

    assertEquals(Reason.JSON_INVALID, reason(refused));
  }

  @Test
  void put_preconditionViolated_storesNothing() {
    cache.put("a", "one");
    PutRequest absent =
        new PutRequest(
            TestingEntries.key("a"),
            TestingEntries.content("two"),
            LifetimeRequest.UNSET,
            null,
            new Precondition.Absent());

    assertEquals(Reason.ALREADY_EXISTS, reason(cache.cache.put(absent, Cancellation.NEVER)));
    assertEquals("one", cache.text("a"));
  }

  @Test
  void putAll_perItem_badItemLosesNoOther() {
    acceptOnlyJson();
    List<PutBatch.Item> items =
        cache
            .cache
            .putAll(
                List.of(json("a"), TestingEntries.put("b", "data"), json("c")),
                false,
                Cancellation.NEVER)
            .join();

    assertInstanceOf(PutBatch.Stored.class, items.get(0));
    assertEquals(
        Reason.JSON_INVALID, assertInstanceOf(PutBatch.Refused.class, items.get(1)).why().reason());
    assertInstanceOf(PutBatch.Stored.class, items.get(2));
    assertEquals(List.of("{}", "MISS_ABSENT", "{}"), cache.texts("a", "b", "c"));
  }

  @Test
  void putAll_perItemAllBad_answersEach() {
    acceptOnlyJson();
    List<PutBatch.Item> items =
        cache
            .cache
            .putAll(List.of(TestingEntries.put("b", "data")), false, Cancellation.NEVER)
            .join();

    assertEquals(
        Reason.JSON_INVALID, assertInstanceOf(PutBatch.Refused.class, items.get(0)).why().reason());
  }

  @Test
  void putAll_atomicWithABadItem_storesNothing() {
    acceptOnlyJson();
    List<PutBatch.Item> items =
        cache
            .cache
            .putAll(
                List.of(json("a"), TestingEntries.put("b", "data"), json("c")),
                true,
                Cancellation.NEVER)
            .join();

    assertEquals(
        List.of(Reason.BATCH_ABORTED, Reason.JSON_INVALID, Reason.BATCH_ABORTED),
        items.stream()
            .map(item -> assertInstanceOf(PutBatch.Refused.class, item).why().reason())
            .toList());
    assertEquals(List.of("MISS_ABSENT", "MISS_ABSENT"), cache.texts("a", "c"));
  }

  @Test
  void touch_liveEntries_areRenewedWithTheLifetimeOfTheirSort() {
    acceptOnlyJson();
    cache.cache.put(json("a"), Cancellation.NEVER).join();
    cache.cache.put(negative("b"), Cancellation.NEVER).join();
    cache.clock.advance(Duration.ofSeconds(20));
    List<OptionalLong> revisions =
        cache
            .cache
            .touch(
                List.of(TestingEntries.key("a"), TestingEntries.key("b"), TestingEntries.key("c")),
                LifetimeRequest.UNSET,
                Cancellation.NEVER)
            .join();

    assertEquals(List.of(OptionalLong.of(3), OptionalLong.of(4), OptionalLong.empty()), revisions);
    assertEquals(Duration.ofMinutes(5), served("a").freshFor());
    assertEquals(Duration.ofSeconds(30), served("b").freshFor());
    assertEquals(Duration.ZERO, served("a").age());
  }

  private ServedEntry served(String id) {
    return Objects.requireNonNull(cache.get(id).entry());
  }

  @Test
  void invalidate_soft_entryIsStaleFromNow() {
    cache.put("a", "one");
    var result =
        cache
            .cache
            .invalidate(
                TestingEntries.NAMESPACE,
                List.of(TestingEntries.key("a"), TestingEntries.key("b")),
                false,
                Cancellation.NEVER)
            .join();

    assertEquals(1, result.invalidated());
    assertEquals("MISS_STALE", cache.text("a"));
    assertEquals(Outcome.STALE, cache.get("a", ReadPolicy.of(Freshness.STALE_IF_ERROR)).outcome());
  }

  @Test
  void invalidate_hard_entryIsGone() {
    cache.put("a", "one");
    cache.put("b", "two");
    cache
        .cache
        .invalidate(
            TestingEntries.NAMESPACE, List.of(TestingEntries.key("a")), true, Cancellation.NEVER)
        .join();

    assertEquals(List.of("MISS_ABSENT", "two"), cache.texts("a", "b"));
    cache
        .cache
        .invalidateKind(TestingEntries.NAMESPACE, TestingEntries.KIND, true, Cancellation.NEVER)
        .join();
    assertEquals(List.of("MISS_ABSENT", "MISS_ABSENT"), cache.texts("a", "b"));
  }

  @Test
  void get_sameIdInTwoNamespaces_neverSeeEachOther() {
    ObjectKey elsewhere = new ObjectKey("other", TestingEntries.KIND, "a");
    cache.put("a", "one");
    cache
        .cache
        .put(TestingEntries.put(elsewhere, TestingEntries.content("two")), Cancellation.NEVER)
        .join();
    cache.administration.clear(TestingEntries.NAMESPACE, null, Cancellation.NEVER).join();

    assertEquals("MISS_ABSENT", cache.text("a"));
    assertEquals(
        "two",
        TestingEntries.text(
            cache
                .cache
                .get(new ReadRequest(elsewhere, ReadPolicy.DEFAULT, ""), Cancellation.NEVER)
                .join()));
  }

  @Test
  void epoch_ofTheCache_isTheStores() {
    assertEquals("testing-epoch", cache.cache.epoch());
  }
}
