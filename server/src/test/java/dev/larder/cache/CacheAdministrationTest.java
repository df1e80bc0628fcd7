package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.cache.CacheAdministration.VersionedSettings;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Freshness;
import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.ObjectKey;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import dev.larder.store.NamespaceState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CacheAdministrationTest {
  private static final KindPolicy BRIEF =
      new KindPolicy(
          new Lifetime(Duration.ofMinutes(5), Duration.ZERO, Duration.ZERO),
          Duration.ofSeconds(30),
          0,
          Freshness.ANY,
          Set.of(),
          false,
          0);

  private final TestingCache cache = TestingCache.withHotTier();
  private final CacheAdministration administration = cache.administration;

  private static NamespaceSettings settings(String name, Map<String, KindPolicy> kinds) {
    return new NamespaceSettings(name, NamespaceLimits.NONE, new TreeMap<>(kinds));
  }

  private CompletableFuture<VersionedSettings> put(
      NamespaceSettings settings, @Nullable String expectedEtag, boolean validateOnly) {
    return administration.putNamespace(settings, expectedEtag, validateOnly, Cancellation.NEVER);
  }

  private static CacheException failure(CompletableFuture<?> failed) {
    Throwable cause = assertThrows(CompletionException.class, failed::join).getCause();
    return assertInstanceOf(CacheException.class, cause);
  }

  @Test
  void putNamespace_new_isInForceAtOnce() {
    VersionedSettings stored = put(settings("acme", Map.of("users", BRIEF)), null, false).join();

    assertEquals(stored, administration.namespace("acme"));
    assertEquals(settings("acme", Map.of("users", BRIEF)), stored.settings());
  }

  @Test
  void putNamespace_etag_mustBeTheCurrentOne() {
    VersionedSettings first = put(settings("acme", Map.of()), null, false).join();
    VersionedSettings second =
        put(settings("acme", Map.of("users", BRIEF)), first.etag(), false).join();

    assertNotEquals(first.etag(), second.etag());
    assertEquals(
        Reason.VERSION_CONFLICT,
        failure(put(settings("acme", Map.of()), first.etag(), false)).reason());
  }

  @Test
  void putNamespace_validateOnly_answersWhatWouldBeAndChangesNothing() {
    cache.put("a", "text");
    VersionedSettings before = administration.namespace("acme");
    VersionedSettings would =
        put(settings("acme", Map.of("messages", BRIEF)), before.etag(), true).join();

    assertEquals(
        new VersionedSettings(
            settings("acme", Map.of("messages", BRIEF, "users", KindPolicy.DEFAULT)),
            before.etag()),
        would);
    assertEquals(before, administration.namespace("acme"));
  }

  @Test
  void putNamespace_validateOnlyOfANewOne_createsNothing() {
    VersionedSettings would = put(settings("new", Map.of("users", BRIEF)), null, true).join();

    assertEquals(
        new VersionedSettings(settings("new", Map.of("users", BRIEF)), NamespaceState.ABSENT_ETAG),
        would);
    assertEquals(List.of(), administration.namespaces(null, 10));
  }

  @Test
  void putNamespace_validateOnlyWithAnotherEtag_isRefusedWithTheCurrentOne() {
    String etag = put(settings("acme", Map.of()), null, false).join().etag();
    CacheException refused = failure(put(settings("acme", Map.of()), "other", true));

    assertEquals(Reason.VERSION_CONFLICT, refused.reason());
    assertEquals(etag, refused.details().get(CacheException.CURRENT_ETAG));
    assertEquals(
        Reason.VERSION_CONFLICT, failure(put(settings("new", Map.of()), "other", true)).reason());
  }

  @Test
  void namespace_unknown_isNotFound() {
    CacheException refused =
        assertThrows(CacheException.class, () -> administration.namespace("elsewhere"));

    assertEquals(Reason.NAMESPACE_NOT_FOUND, refused.reason());
  }

  @Test
  void namespaces_pages_areInTheOrderOfTheirBytes() {
    String beyondTheBasicPlane = "\uD83D\uDE00";
    List<String> inOrder = List.of("a", "b", "\u00e9", "\uFFFD", beyondTheBasicPlane);
    for (String name : List.of(beyondTheBasicPlane, "\uFFFD", "b", "a", "\u00e9")) {
      VersionedSettings unused = put(settings(name, Map.of()), null, false).join();
    }

    assertEquals(inOrder, names(administration.namespaces(null, 10)));
    assertEquals(inOrder.subList(0, 2), names(administration.namespaces(null, 2)));
    assertEquals(inOrder.subList(2, 4), names(administration.namespaces("b", 2)));
    assertEquals(inOrder.subList(4, 5), names(administration.namespaces("\uFFFD", 2)));
    assertEquals(List.of(), administration.namespaces(beyondTheBasicPlane, 2));
  }

  private static List<String> names(List<VersionedSettings> namespaces) {
    return namespaces.stream().map(each -> each.settings().name()).toList();
  }

  @Test
  void deleteNamespace_existing_objectsAndSettingsGo() {
    cache.put("a", "text");

    assertEquals(1, administration.deleteNamespace("acme", null, Cancellation.NEVER).join());
    assertEquals("MISS_ABSENT", cache.text("a"));
    assertEquals(
        Reason.NAMESPACE_NOT_FOUND,
        failure(administration.deleteNamespace("acme", null, Cancellation.NEVER)).reason());
  }

  @Test
  void clear_ofOneKind_leavesTheOthers() {
    cache.put("a", "text");
    ObjectKey other = new ObjectKey("acme", "messages", "a");
    cache
        .cache
        .put(TestingEntries.put(other, TestingEntries.content("text")), Cancellation.NEVER)
        .join();

    assertEquals(1, administration.clear("acme", "messages", Cancellation.NEVER).join());
    assertEquals("text", cache.text("a"));
    assertEquals(
        Reason.KIND_NOT_FOUND,
        failure(administration.clear("acme", "elsewhere", Cancellation.NEVER)).reason());
  }

  @Test
  void statistics_readsOfAKind_areCountedFromBeforeItExisted() {
    cache.text("a");
    cache.put("a", "text");
    cache.text("a");
    cache.texts("a", "b");
    CacheStatistics all = administration.statistics(null, null).join();

    Map<Outcome, Long> expected = Map.of(Outcome.MISS_ABSENT, 2L, Outcome.FRESH, 2L);
    assertEquals(expected, all.readsByOutcome());
    assertEquals(expected, all.kinds().get(0).readsByOutcome());
    assertEquals(1, all.kinds().get(0).stored().objects());
  }

  @Test
  void statistics_hotTier_tellsItsSizeAndHits() {
    cache.putHot("a", "text");
    cache.text("a");
    cache.text("b");
    CacheStatistics all = administration.statistics(null, null).join();

    assertEquals(1, all.hotEntries());
    assertEquals(TestingEntries.entry("a", 1, "text").weight(), all.hotBytes());
    assertEquals(1, all.hotHits());
  }

  @Test
  void statistics_selection_isOfThatNamespaceAndKind() {
    cache.put("a", "text");
    ObjectKey other = new ObjectKey("acme", "messages", "a");
    cache
        .cache
        .put(TestingEntries.put(other, TestingEntries.content("text")), Cancellation.NEVER)
        .join();
    cache.text("a");
    readElsewhere();
    CacheStatistics messages = administration.statistics("acme", "messages").join();
    CacheStatistics acme = administration.statistics("acme", null).join();
    CacheStatistics all = administration.statistics(null, null).join();

    assertEquals(1, messages.kinds().size());
    assertEquals(Map.of(), messages.readsByOutcome());
    assertEquals(2, acme.kinds().size());
    assertEquals(Map.of(Outcome.FRESH, 1L), acme.readsByOutcome());
    assertEquals(Map.of(Outcome.FRESH, 1L, Outcome.MISS_ABSENT, 1L), all.readsByOutcome());
  }

  private void readElsewhere() {
    ObjectKey elsewhere = new ObjectKey("elsewhere", "users", "a");
    ReadAnswer unused =
        cache
            .cache
            .get(new ReadRequest(elsewhere, ReadPolicy.DEFAULT, ""), Cancellation.NEVER)
            .join();
  }

  @Test
  void statistics_unknownSelection_isNotFound() {
    cache.put("a", "text");

    assertEquals(
        Reason.NAMESPACE_NOT_FOUND, failure(administration.statistics("no", null)).reason());
    assertEquals(Reason.KIND_NOT_FOUND, failure(administration.statistics("acme", "no")).reason());
  }

  @Test
  void statistics_uptime_isSinceTheStartWhateverTheWallClockDoes() {
    cache.nanos.addAndGet(Duration.ofSeconds(7).toNanos());
    cache.clock.advance(Duration.ofHours(3));
    assertEquals(Duration.ofSeconds(7), administration.statistics(null, null).join().uptime());
    cache.clock.advance(Duration.ofHours(-5));
    assertEquals(Duration.ofSeconds(7), administration.statistics(null, null).join().uptime());
  }
}
