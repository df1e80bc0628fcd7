package dev.larder.cache;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.KindPolicy;
import dev.larder.store.Catalogue;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import jakarta.inject.Inject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds namespaces and kinds. In strict mode an unknown one is NAMESPACE_NOT_FOUND or
 * KIND_NOT_FOUND; else it is merely absent, and a put will create it with the default policy.
 *
 * <p>Thread-safe.
 */
final class KindDirectory {
  private final Publication publication;
  private final boolean strict;

  @Inject
  KindDirectory(Publication publication, CacheConfig config) {
    this.publication = publication;
    this.strict = config.strictNamespaces();
  }

  /** The kind in this catalogue; null when it does not exist and need not. */
  @Nullable KindState find(Catalogue catalogue, String namespace, String kind) {
    KindState state = catalogue.kind(namespace, kind);
    if (state == null && strict) {
      requireKind(catalogue, namespace, kind);
    }
    return state;
  }

  /** The policy that is in force for a kind, or will be once it exists. */
  KindPolicy policy(String namespace, String kind) {
    KindState state = find(publication.catalogue(), namespace, kind);
    return state == null ? KindPolicy.DEFAULT : state.policy();
  }

  /** False in strict mode: no put brings a namespace or kind into being. */
  boolean mayCreate() {
    return !strict;
  }

  /** True for a namespace that exists. */
  boolean knowsNamespace(String namespace) {
    return publication.catalogue().namespace(namespace) != null;
  }

  /** In strict mode, refuses a namespace that does not exist. */
  void checkNamespace(String namespace) {
    if (strict) {
      requireNamespace(publication.catalogue(), namespace);
    }
  }

  /** In strict mode, refuses a kind that does not exist. */
  void checkKind(String namespace, String kind) {
    if (strict) {
      requireKind(publication.catalogue(), namespace, kind);
    }
  }

  /** Refuses a namespace that does not exist, strict or not. */
  static NamespaceState requireNamespace(Catalogue catalogue, String namespace) {
    NamespaceState state = catalogue.namespace(namespace);
    if (state == null) {
      throw new CacheException(
          Reason.NAMESPACE_NOT_FOUND,
          "there is no namespace '" + namespace + "'",
          Map.of(CacheException.RESOURCE, namespace));
    }
    return state;
  }

  /** Refuses a kind that does not exist, strict or not. */
  static void requireKind(Catalogue catalogue, String namespace, String kind) {
    if (!requireNamespace(catalogue, namespace).kinds().containsKey(kind)) {
      throw new CacheException(
          Reason.KIND_NOT_FOUND,
          "there is no kind '" + kind + "' in the namespace '" + namespace + "'",
          Map.of(CacheException.RESOURCE, kind));
    }
  }
}
