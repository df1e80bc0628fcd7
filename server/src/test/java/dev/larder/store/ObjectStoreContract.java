package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.model.Bytes;
import dev.larder.model.CacheException;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Precondition;
import dev.larder.model.Validity;
import dev.larder.testing.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract of {@link ObjectStore}, as tests. A backend extends each of the classes that extend
 * this one, and says how it is opened; opened again, it must find what it held. The tests look at
 * nothing but the interface.
 */
public abstract class ObjectStoreContract {
  protected static final String WORKSPACE = "acme";
  protected static final String USERS = "users";

  protected final FakeClock clock = new FakeClock();
  @Nullable private ObjectStore opened;

  /** Opens the store that this test works on; again, after the one before was closed. */
  protected abstract ObjectStore open(FakeClock clock);

  @BeforeEach
  void openStore() {
    opened = open(clock);
  }

  @AfterEach
  void closeStore() {
    store().close();
  }

  protected final ObjectStore store() {
    assertNotNull(opened);
    return opened;
  }

  /** Closes the store and opens it again. */
  protected final ObjectStore reopen() {
    closeStore();
    openStore();
    return store();
  }

  /** The answer, within a time that only a fault would use up. */
  protected static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CacheException refused) {
        throw refused;
      }
      throw new AssertionError(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  protected static CacheException assertRefused(
      CacheException.Reason reason, CompletableFuture<?> future) {
    CacheException refused = assertThrows(CacheException.class, () -> await(future));
    assertEquals(reason, refused.reason());
    return refused;
  }

  protected final <R> R write(WriteCommand<R> command) {
    return await(send(command));
  }

  protected final <R> CompletableFuture<R> send(WriteCommand<R> command) {
    return store().write(command, Cancellation.NEVER);
  }

  protected final @Nullable Entry find(ObjectKey key) {
    Catalogue catalogue = store().catalogue();
    KindState kind = catalogue.kind(key.namespace(), key.kind());
    return kind == null ? null : find(kind.address(key));
  }

  protected final @Nullable Entry find(EntryAddress address) {
    return await(store().read(List.of(address), Cancellation.NEVER)).get(0).orElse(null);
  }

  protected final Entry read(ObjectKey key) {
    Entry entry = find(key);
    assertNotNull(entry, () -> key + " is absent");
    return entry;
  }

  protected final KindState kind(String namespace, String kind) {
    KindState state = store().catalogue().kind(namespace, kind);
    assertNotNull(state, () -> namespace + " has no kind " + kind);
    return state;
  }

  protected final EntryAddress address(ObjectKey key) {
    return kind(key.namespace(), key.kind()).address(key);
  }

  /** The revision that the next change of the workspace follows. */
  protected final long currentRevision() {
    ObjectKey probe = new ObjectKey(WORKSPACE, "probe", "probe");
    return write(put(probe, "probe " + clock.instant())).revision();
  }

  protected static ObjectKey user(String id) {
    return new ObjectKey(WORKSPACE, USERS, id);
  }

  protected static Payload json(String text) {
    return new Payload(Payload.Form.JSON, Bytes.utf8(text), "", "");
  }

  protected static Content content(String text, IndexTerm... terms) {
    return Content.of(json(text), List.of(terms), "");
  }

  protected static Content negative() {
    return Content.of(null, List.of(), "");
  }

  protected static IndexTerm name(String value) {
    return new IndexTerm("name", value);
  }

  /** Fetched now, fresh for an hour, stale for a day. */
  protected final Validity anHour() {
    return validity(Duration.ofHours(1));
  }

  protected final Validity validity(Duration fresh) {
    Lifetime lifetime = new Lifetime(fresh, Duration.ofMinutes(1), Duration.ofHours(24));
    return new Validity(clock.instant(), lifetime, clock.instant().plus(fresh));
  }

  protected final WriteCommand.Put put(ObjectKey key, String text, IndexTerm... terms) {
    return put(key, content(text, terms), null);
  }

  protected final WriteCommand.Put put(
      ObjectKey key, Content content, @Nullable Precondition precondition) {
    return new WriteCommand.Put(key, content, anHour(), precondition);
  }

  protected static WriteCommand.Delete delete(ObjectKey key) {
    return new WriteCommand.Delete(key, false, null);
  }

  protected static WriteCommand.Delete purge(ObjectKey key) {
    return new WriteCommand.Delete(key, true, null);
  }

  protected static WriteCommand.PutNamespace settings(
      NamespaceLimits limits, Map<String, KindPolicy> kinds) {
    return new WriteCommand.PutNamespace(
        new NamespaceSettings(WORKSPACE, limits, new TreeMap<>(kinds)), null);
  }

  protected static KindPolicy folding(String... fields) {
    KindPolicy policy = KindPolicy.DEFAULT;
    return new KindPolicy(
        policy.lifetime(),
        policy.negativeLifetime(),
        policy.ttlJitter(),
        policy.defaultFreshness(),
        Set.of(fields),
        policy.requireJson(),
        policy.refreshAhead());
  }

  protected final StoreStatistics.Kind figures(String namespace, String kind) {
    return await(store().statistics()).kinds().stream()
        .filter(each -> each.namespace().equals(namespace) && each.kind().equals(kind))
        .findFirst()
        .orElse(new StoreStatistics.Kind(namespace, kind, 0, 0, 0, 0, 0, 0));
  }
}
