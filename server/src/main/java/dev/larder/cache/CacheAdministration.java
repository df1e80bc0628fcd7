package dev.larder.cache;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.NamespaceSettings;
import dev.larder.store.NamespaceState;
import dev.larder.store.ObjectStore;
import dev.larder.store.WriteCommand;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Looking after the cache: namespaces, clearing, figures. Rules as in {@link ObjectCache}.
 *
 * <p>Thread-safe.
 */
public final class CacheAdministration {
  private final ObjectStore store;
  private final Publication publication;
  private final StatisticsReader statisticsReader;
  private final Supersessions fills;

  @Inject
  CacheAdministration(
      ObjectStore store,
      Publication publication,
      StatisticsReader statisticsReader,
      Supersessions fills) {
    this.store = store;
    this.publication = publication;
    this.statisticsReader = statisticsReader;
    this.fills = fills;
  }

  /**
   * Settings with their etag.
   *
   * @param etag the current one; {@link NamespaceState#ABSENT_ETAG} in the answer of a validation
   *     for a namespace that does not exist
   */
  public record VersionedSettings(NamespaceSettings settings, String etag) {
    private static VersionedSettings of(NamespaceState state) {
      return new VersionedSettings(state.settings(), state.etag());
    }
  }

  /**
   * Creates or replaces a namespace's settings. Kinds that exist and are not named get the default
   * policy. Refused: VERSION_CONFLICT.
   *
   * @param expectedEtag must be the current one, {@link NamespaceState#ABSENT_ETAG} where there
   *     must be none yet; null: any
   * @param validateOnly true: answer what would be in force, with the current etag, and change
   *     nothing
   */
  public CompletableFuture<VersionedSettings> putNamespace(
      NamespaceSettings settings,
      @Nullable String expectedEtag,
      boolean validateOnly,
      Cancellation cancellation) {
    if (validateOnly) {
      return Attempt.of(() -> CompletableFuture.completedFuture(validated(settings, expectedEtag)));
    }
    return store
        .write(new WriteCommand.PutNamespace(settings, expectedEtag), cancellation)
        .thenApply(VersionedSettings::of);
  }

  private VersionedSettings validated(NamespaceSettings settings, @Nullable String expectedEtag) {
    NamespaceState current = publication.catalogue().namespace(settings.name());
    String etag = NamespaceState.etagOf(current);
    if (expectedEtag != null && !expectedEtag.equals(etag)) {
      throw new CacheException(
          Reason.VERSION_CONFLICT,
          "the namespace's etag is '" + etag + "'",
          Map.of(CacheException.CURRENT_ETAG, etag));
    }
    return new VersionedSettings(current == null ? settings : current.replacedBy(settings), etag);
  }

  /** A namespace's settings; NAMESPACE_NOT_FOUND. */
  public VersionedSettings namespace(String name) {
    return VersionedSettings.of(KindDirectory.requireNamespace(publication.catalogue(), name));
  }

  /**
   * At most {@code limit} namespaces whose names come after the given one (null: from the first),
   * in byte order of their names.
   */
  public List<VersionedSettings> namespaces(@Nullable String afterName, int limit) {
    return NamespaceListing.page(publication.catalogue(), afterName, limit).stream()
        .map(VersionedSettings::of)
        .toList();
  }

  /** Deletes a namespace; how many objects went. Refused: NAMESPACE_NOT_FOUND, VERSION_CONFLICT. */
  public CompletableFuture<Long> deleteNamespace(
      String name, @Nullable String expectedEtag, Cancellation cancellation) {
    fills.supersede(fill -> fill.isOf(name, null));
    return store.write(new WriteCommand.DeleteNamespace(name, expectedEtag), cancellation);
  }

  /**
   * Removes all objects of a namespace (null: of all) and kind (null: of all); how many. Refused:
   * NAMESPACE_NOT_FOUND, KIND_NOT_FOUND.
   */
  public CompletableFuture<Long> clear(
      @Nullable String namespace, @Nullable String kind, Cancellation cancellation) {
    fills.supersede(fill -> fill.isOf(namespace, kind));
    return store.write(new WriteCommand.Clear(namespace, kind), cancellation);
  }

  /**
   * Figures of a namespace (null: of all) and kind (null: of all); NAMESPACE_NOT_FOUND,
   * KIND_NOT_FOUND.
   */
  public CompletableFuture<CacheStatistics> statistics(
      @Nullable String namespace, @Nullable String kind) {
    return Attempt.of(() -> statisticsReader.read(namespace, kind));
  }
}
