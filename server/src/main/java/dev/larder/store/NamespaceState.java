package dev.larder.store;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.KindPolicy;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceSettings;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A namespace as it stands.
 *
 * @param name the namespace
 * @param limits how much it may hold
 * @param kinds every kind that exists, by name
 * @param etag moves with every change of the settings, not with new kinds or objects
 * @param tagMarks the tags that were invalidated; every kind has them too
 */
public record NamespaceState(
    String name,
    NamespaceLimits limits,
    SortedMap<String, KindState> kinds,
    String etag,
    TagMarks tagMarks) {
  public NamespaceState {
    kinds = Collections.unmodifiableSortedMap(kinds);
  }

  /** One in which no tag was ever invalidated. */
  public NamespaceState(
      String name, NamespaceLimits limits, SortedMap<String, KindState> kinds, String etag) {
    this(name, limits, kinds, etag, TagMarks.NONE);
  }

  /** With these kinds instead. */
  public NamespaceState withKinds(SortedMap<String, KindState> others) {
    SortedMap<String, KindState> marked = new TreeMap<>(others);
    marked.replaceAll((kind, state) -> state.withTagMarks(tagMarks));
    return new NamespaceState(name, limits, marked, etag, tagMarks);
  }

  /** With a kind instead of the one of that name, or beside the others. */
  public NamespaceState withKind(String kind, KindState state) {
    SortedMap<String, KindState> all = new TreeMap<>(kinds);
    all.put(kind, state.withTagMarks(tagMarks));
    return new NamespaceState(name, limits, all, etag, tagMarks);
  }

  /** With other limits, which is another etag. */
  public NamespaceState withLimits(NamespaceLimits others, String otherEtag) {
    return new NamespaceState(name, others, kinds, otherEtag, tagMarks);
  }

  /** With other invalidated tags. */
  public NamespaceState withTagMarks(TagMarks others) {
    return new NamespaceState(name, limits, kinds, etag, others).withKinds(kinds);
  }

  /** The etag of a namespace that does not exist. */
  public static final String ABSENT_ETAG = "0";

  /**
   * Of a namespace, or of none: so that whoever expects there to be none can say so.
   *
   * @param state null: it does not exist
   */
  public static String etagOf(@Nullable NamespaceState state) {
    return state == null ? ABSENT_ETAG : state.etag();
  }

  /**
   * What is in force once these settings have replaced its own: a kind that exists and is not named
   * gets the default policy.
   *
   * @throws CacheException QUOTA_EXCEEDED when it would have too many kinds
   */
  public NamespaceSettings replacedBy(NamespaceSettings wanted) {
    SortedMap<String, KindPolicy> policies = new TreeMap<>(wanted.kinds());
    kinds.keySet().forEach(kind -> policies.putIfAbsent(kind, KindPolicy.DEFAULT));
    requireRoomFor(policies.size());
    return new NamespaceSettings(name, wanted.limits(), policies);
  }

  /**
   * Makes sure that it may have so many kinds.
   *
   * @throws CacheException QUOTA_EXCEEDED when it may not
   */
  public void requireRoomFor(int kindCount) {
    if (kindCount > NamespaceSettings.MAX_KINDS) {
      throw new CacheException(
          Reason.QUOTA_EXCEEDED,
          "a namespace may have no more than %d kinds".formatted(NamespaceSettings.MAX_KINDS),
          Map.of(
              CacheException.LIMIT,
              Integer.toString(NamespaceSettings.MAX_KINDS),
              CacheException.RESOURCE,
              name));
    }
  }

  /** The settings in force, with every kind that exists. */
  public NamespaceSettings settings() {
    SortedMap<String, KindPolicy> policies = new TreeMap<>();
    kinds.forEach((kind, state) -> policies.put(kind, state.policy()));
    return new NamespaceSettings(name, limits, policies);
  }
}
