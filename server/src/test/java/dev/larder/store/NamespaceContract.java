package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Freshness;
import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceLimits.Eviction;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.ObjectKey;
import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.DeleteNamespace;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.WriteCommand.PutNamespace;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Namespaces: settings, clearing, deleting, refusing what is over a limit. */
public abstract class NamespaceContract extends ObjectStoreContract {
  private static final KindPolicy POLICY =
      new KindPolicy(
          new Lifetime(Duration.ofNanos(7_000), Duration.ofDays(3650), Duration.ZERO),
          Duration.ofSeconds(5),
          0.25,
          Freshness.STALE_IF_ERROR,
          Set.of("name", "e\"mail"),
          true,
          0.125);
  private static final NamespaceLimits LIMITS = new NamespaceLimits(1L << 40, 7, Eviction.REJECT);

  @Test
  void putNamespace_newOne_isInTheCatalogueWithEverything() {
    NamespaceState state = write(settings(LIMITS, Map.of(USERS, POLICY)));
    assertEquals(
        new NamespaceSettings(WORKSPACE, LIMITS, new TreeMap<>(Map.of(USERS, POLICY))),
        state.settings());
    assertEquals(state, store().catalogue().namespace(WORKSPACE));
  }

  @Test
  void putNamespace_again_movesTheEtagAndKeepsTheObjects() {
    write(put(user("a"), "1"));
    NamespaceState before = state();
    NamespaceState after = write(settings(NamespaceLimits.NONE, Map.of(USERS, POLICY)));
    assertNotEquals(before.etag(), after.etag());
    assertEquals(content("1"), read(user("a")).content());
  }

  @Test
  void putNamespace_kindThatIsNotNamed_getsTheDefaultPolicy() {
    write(settings(LIMITS, Map.of(USERS, POLICY)));
    write(settings(LIMITS, Map.of("messages", POLICY)));
    assertEquals(KindPolicy.DEFAULT, kind(WORKSPACE, USERS).policy());
    assertEquals(POLICY, kind(WORKSPACE, "messages").policy());
  }

  @Test
  void putNamespace_expectingAnotherEtag_isRefused() {
    NamespaceState current = write(settings(LIMITS, Map.of()));
    NamespaceSettings other =
        new NamespaceSettings(WORKSPACE, NamespaceLimits.NONE, new TreeMap<>());
    assertRefused(Reason.VERSION_CONFLICT, send(new PutNamespace(other, "another")));
    assertEquals(LIMITS, state().limits());
    write(new PutNamespace(other, current.etag()));
    assertEquals(NamespaceLimits.NONE, state().limits());
  }

  @Test
  void putNamespace_expectingNone_createsAndNeverReplaces() {
    PutNamespace first =
        new PutNamespace(
            settings(LIMITS, Map.of(USERS, POLICY)).settings(), NamespaceState.ABSENT_ETAG);
    NamespaceState created = write(first);
    assertNotEquals(NamespaceState.ABSENT_ETAG, created.etag());
    PutNamespace second =
        new PutNamespace(
            settings(NamespaceLimits.NONE, Map.of()).settings(), NamespaceState.ABSENT_ETAG);
    assertRefused(Reason.VERSION_CONFLICT, send(second));
    assertEquals(created, state());
  }

  @Test
  void etag_ofSettings_staysWhenObjectsAndKindsCome() {
    NamespaceState before = write(settings(LIMITS, Map.of()));
    write(put(user("a"), "1"));
    assertEquals(before.etag(), state().etag());
  }

  @Test
  void clear_kind_removesItsObjectsAlone() {
    ObjectKey message = new ObjectKey(WORKSPACE, "messages", "m");
    write(put(user("a"), "1"));
    write(put(user("b"), "1"));
    write(put(message, "1"));
    EntryAddress old = address(user("a"));
    assertEquals(2, write(new Clear(WORKSPACE, USERS)));
    assertNull(find(user("a")));
    assertNull(find(old));
    assertEquals(content("1"), read(message).content());
  }

  @Test
  void clear_namespace_keepsSettingsAndGoesOnCounting() {
    write(settings(LIMITS, Map.of(USERS, POLICY)));
    long revision = write(put(user("a"), "1")).revision();
    assertEquals(1, write(new Clear(WORKSPACE, null)));
    assertEquals(LIMITS, state().limits());
    assertEquals(POLICY, kind(WORKSPACE, USERS).policy());
    assertNull(find(user("a")));
    assertTrue(write(put(user("a"), "2")).revision() > revision);
  }

  @Test
  void clear_all_reachesEveryNamespace() {
    ObjectKey other = new ObjectKey("umbrella", USERS, "a");
    write(put(user("a"), "1"));
    write(put(other, "1"));
    assertEquals(2, write(new Clear(null, null)));
    assertNull(find(user("a")));
    assertNull(find(other));
  }

  @Test
  void clear_unknown_isRefused() {
    assertRefused(Reason.NAMESPACE_NOT_FOUND, send(new Clear("unknown", null)));
    write(put(user("a"), "1"));
    assertRefused(Reason.KIND_NOT_FOUND, send(new Clear(WORKSPACE, "unknown")));
    assertEquals(content("1"), read(user("a")).content());
  }

  @Test
  void deleteNamespace_takesSettingsAndObjects() {
    write(settings(LIMITS, Map.of(USERS, POLICY)));
    write(put(user("a"), "1"));
    EntryAddress old = address(user("a"));
    assertEquals(1, write(new DeleteNamespace(WORKSPACE, null)));
    assertNull(store().catalogue().namespace(WORKSPACE));
    assertNull(find(old));
  }

  @Test
  void deleteNamespace_ofTheSameNameAgain_neverRepeatsARevision() {
    long revision = write(put(user("a"), "1")).revision();
    write(new DeleteNamespace(WORKSPACE, null));
    assertTrue(write(put(user("a"), "2")).revision() > revision);
    assertEquals(KindPolicy.DEFAULT, kind(WORKSPACE, USERS).policy());
  }

  @Test
  void deleteNamespace_unknownOrChanged_isRefused() {
    assertRefused(Reason.NAMESPACE_NOT_FOUND, send(new DeleteNamespace("unknown", null)));
    write(put(user("a"), "1"));
    assertRefused(Reason.VERSION_CONFLICT, send(new DeleteNamespace(WORKSPACE, "another")));
    write(new DeleteNamespace(WORKSPACE, state().etag()));
    assertNull(store().catalogue().namespace(WORKSPACE));
  }

  @Test
  void put_ofOneKindTooMany_isRefusedAndTheOthersGoOn() {
    Map<String, KindPolicy> kinds = new TreeMap<>();
    for (int i = 0; i < 999; i++) {
      kinds.put("kind" + i, KindPolicy.DEFAULT);
    }
    write(settings(NamespaceLimits.NONE, kinds));
    write(put(user("a"), "1"));
    CacheException refused =
        assertRefused(Reason.QUOTA_EXCEEDED, send(put(new ObjectKey(WORKSPACE, "more", "a"), "1")));
    assertEquals(
        Map.of(CacheException.LIMIT, "1000", CacheException.RESOURCE, WORKSPACE),
        refused.details());
    assertNull(store().catalogue().kind(WORKSPACE, "more"));
    NamespaceState before = state();
    assertRefused(
        Reason.QUOTA_EXCEEDED, send(settings(LIMITS, Map.of("more", KindPolicy.DEFAULT))));
    assertEquals(before, state());
    write(put(user("b"), "1"));
    write(new Clear(WORKSPACE, USERS));
    assertEquals(1000, state().kinds().size());
  }

  @Test
  void put_thatMayNotCreate_isRefusedWhereItsKindIsGone() {
    Put known = put(user("a"), "1");
    Put strict = new Put(known.key(), known.content(), known.validity(), null, false);
    assertRefused(Reason.NAMESPACE_NOT_FOUND, send(strict));
    write(settings(NamespaceLimits.NONE, Map.of()));
    assertRefused(Reason.KIND_NOT_FOUND, send(strict));
    assertNull(store().catalogue().kind(WORKSPACE, USERS));
    write(known);
    write(strict);
  }

  @Test
  void put_overObjectLimitUnderReject_isRefusedUntilThereIsRoom() {
    write(settings(new NamespaceLimits(0, 2, Eviction.REJECT), Map.of()));
    write(put(user("a"), "1"));
    write(put(user("b"), "1"));
    assertRefused(Reason.QUOTA_EXCEEDED, send(put(user("c"), "1")));
    assertNull(find(user("c")));
    write(put(user("b"), "2"));
    write(purge(user("a")));
    write(put(user("c"), "1"));
    assertRefused(Reason.QUOTA_EXCEEDED, send(put(user("d"), "1")));
  }

  @Test
  void put_overByteLimitUnderReject_isRefusedAndKeepsWhatWasThere() {
    write(settings(new NamespaceLimits(1_000, 0, Eviction.REJECT), Map.of()));
    write(put(user("a"), "1".repeat(500)));
    assertRefused(Reason.QUOTA_EXCEEDED, send(put(user("a"), "1".repeat(2_000))));
    assertRefused(Reason.QUOTA_EXCEEDED, send(put(user("b"), "1".repeat(500))));
    assertEquals(content("1".repeat(500)), read(user("a")).content());
    write(new Clear(WORKSPACE, null));
    write(put(user("b"), "1".repeat(500)));
  }

  private NamespaceState state() {
    NamespaceState state = store().catalogue().namespace(WORKSPACE);
    assertNotNull(state);
    return state;
  }
}
