package dev.larder.store;

import dev.larder.model.KindPolicy;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceSettings;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A namespace as it stands.
 *
 * @param name the namespace
 * @param limits how much it may hold
 * @param kinds every kind that exists, by name
 * @param etag moves with every change of the settings, not with new kinds or objects
 */
public record NamespaceState(
    String name, NamespaceLimits limits, SortedMap<String, KindState> kinds, String etag) {
  public NamespaceState {
    kinds = Collections.unmodifiableSortedMap(kinds);
  }

  /** The settings in force, with every kind that exists. */
  public NamespaceSettings settings() {
    SortedMap<String, KindPolicy> policies = new TreeMap<>();
    kinds.forEach((kind, state) -> policies.put(kind, state.policy()));
    return new NamespaceSettings(name, limits, policies);
  }
}
