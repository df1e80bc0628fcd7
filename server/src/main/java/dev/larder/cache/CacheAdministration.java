package dev.larder.cache;

import dev.larder.model.Cancellation;
import dev.larder.model.NamespaceSettings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Looking after the cache: namespaces, clearing, figures. Rules as in {@link ObjectCache}.
 *
 * <p>Thread-safe.
 */
public final class CacheAdministration {
  /**
   * Settings with their etag.
   *
   * @param etag the current one
   */
  public record VersionedSettings(NamespaceSettings settings, String etag) {}

  /**
   * Creates or replaces a namespace's settings.
   *
   * @param expectedEtag must be the current one; null: any
   * @param validateOnly true: answer what would be, change nothing
   */
  public CompletableFuture<VersionedSettings> putNamespace(
      NamespaceSettings settings,
      @Nullable String expectedEtag,
      boolean validateOnly,
      Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /** A namespace's settings; NAMESPACE_NOT_FOUND. */
  public VersionedSettings namespace(String name) {
    throw new UnsupportedOperationException();
  }

  /**
   * At most {@code limit} namespaces whose names come after the given one (null: from the first),
   * in byte order of their names.
   */
  public List<VersionedSettings> namespaces(@Nullable String afterName, int limit) {
    throw new UnsupportedOperationException();
  }

  /** Deletes a namespace; how many objects went. */
  public CompletableFuture<Long> deleteNamespace(
      String name, @Nullable String expectedEtag, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /** Removes all objects of a namespace (null: of all) and kind (null: of all); how many. */
  public CompletableFuture<Long> clear(
      @Nullable String namespace, @Nullable String kind, Cancellation cancellation) {
    throw new UnsupportedOperationException();
  }

  /**
   * Figures of a namespace (null: of all) and kind (null: of all); NAMESPACE_NOT_FOUND,
   * KIND_NOT_FOUND.
   */
  public CompletableFuture<CacheStatistics> statistics(
      @Nullable String namespace, @Nullable String kind) {
    throw new UnsupportedOperationException();
  }
}
