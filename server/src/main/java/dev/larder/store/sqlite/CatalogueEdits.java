package dev.larder.store.sqlite;

import dev.larder.model.KindPolicy;
import dev.larder.model.NamespaceLimits;
import dev.larder.store.ChangeType;
import dev.larder.store.Invalidation;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import dev.larder.store.TagMarks;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What a transaction does to namespaces and kinds, in the tables and in memory. */
final class CatalogueEdits {
  private final WriteTransaction transaction;

  CatalogueEdits(WriteTransaction transaction) {
    this.transaction = transaction;
  }

  /** Creates a namespace without kinds. */
  void createNamespace(String name, NamespaceLimits limits) throws SQLException {
    NamespaceAccount account = transaction.namespaces().insertNamespace(name, limits);
    state().put(name, account);
    state()
        .put(
            new NamespaceState(
                name,
                limits,
                new TreeMap<>(CodePointOrder.INSTANCE),
                account.etag(),
                new TagMarks(Map.of(), account.revision())));
  }

  /**
   * The kind, which comes into being with the default policy if it must, and its namespace with it.
   */
  KindState requireKind(String namespace, String kind) throws SQLException {
    KindState known = state().kind(namespace, kind);
    if (known != null) {
      return known;
    }
    if (state().namespace(namespace) == null) {
      createNamespace(namespace, NamespaceLimits.NONE);
    }
    return createKind(namespace, kind, KindPolicy.DEFAULT);
  }

  /** Adds a kind to a namespace that exists; QUOTA_EXCEEDED when that would be one too many. */
  KindState createKind(String namespace, String kind, KindPolicy policy) throws SQLException {
    NamespaceState present = Objects.requireNonNull(state().namespace(namespace));
    present.requireRoomFor(present.kinds().size() + 1);
    return createKind(policy, KindFigures.none(namespace, kind));
  }

  private KindState createKind(KindPolicy policy, KindFigures figures) throws SQLException {
    String namespace = figures.namespace();
    long generation =
        transaction
            .namespaces()
            .insertKind(state().account(namespace).namespaceId(), figures.kind(), policy);
    state().put(generation, figures);
    state().put(namespace, figures.kind(), KindState.of(generation, policy));
    // As it is there, with the tags that are invalidated.
    return Objects.requireNonNull(state().kind(namespace, figures.kind()));
  }

  /** Gives a kind another policy; its objects and its invalidations stay. */
  void changePolicy(String namespace, String kind, KindState before, KindPolicy policy)
      throws SQLException {
    transaction.namespaces().updatePolicy(before.generation(), policy);
    state().put(namespace, kind, before.withPolicy(policy));
  }

  /** Gives a namespace limits, and a new etag. */
  void changeSettings(String namespace, NamespaceLimits limits) throws SQLException {
    NamespaceAccount account = state().account(namespace).nextSettingsRevision();
    transaction.namespaces().updateSettings(account, limits);
    state().put(namespace, account);
    NamespaceState before = Objects.requireNonNull(state().namespace(namespace));
    state().put(before.withLimits(limits, account.etag()));
  }

  /** Makes every entry of a kind stale from now on; answers the revision. */
  long invalidate(String namespace, String kind, KindState before) throws SQLException {
    long revision = transaction.log(namespace, ChangeType.INVALIDATED, kind, null);
    KindState after = before.invalidated(new Invalidation(revision, transaction.now()));
    transaction.namespaces().updateInvalidations(after.generation(), after.invalidations());
    state().put(namespace, kind, after);
    return revision;
  }

  /**
   * Puts a kind's entries out of reach by giving it a new generation; answers how many there were.
   */
  long clear(KindState before) throws SQLException {
    KindFigures held = removeGeneration(before);
    createKind(before.policy(), held.cleared());
    return held.rows().objects();
  }

  /** Deletes a namespace with all that it holds; answers how many objects that was. */
  long deleteNamespace(NamespaceState namespace) throws SQLException {
    transaction.log(namespace.name(), ChangeType.CLEARED, null, null);
    long objects = 0;
    for (KindState kind : namespace.kinds().values()) {
      objects += removeGeneration(kind).rows().objects();
    }
    NamespaceAccount account = state().account(namespace.name());
    new TagMarkDao(transaction.statements()).deleteAll(account.namespaceId());
    transaction.namespaces().deleteNamespace(account);
    state().removeNamespace(namespace.name());
    return objects;
  }

  private KindFigures removeGeneration(KindState kind) throws SQLException {
    transaction.namespaces().deleteKind(kind.generation());
    return state().removeGeneration(kind.generation());
  }

  private PendingState state() {
    return transaction.state();
  }
}
