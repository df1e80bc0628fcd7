package dev.larder.store;

import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Every namespace and kind, at one moment. Complete: what is not in it does not exist.
 *
 * @param epoch names the database; a new file has a new one
 * @param namespaces by name, in the order of the names' UTF-8 bytes
 */
public record Catalogue(String epoch, SortedMap<String, NamespaceState> namespaces) {
  public Catalogue {
    namespaces = Collections.unmodifiableSortedMap(namespaces);
  }

  /** The namespace, or null when it does not exist. */
  public @Nullable NamespaceState namespace(String name) {
    return namespaces.get(name);
  }

  /** The kind, or null when it does not exist. */
  public @Nullable KindState kind(String namespace, String kind) {
    NamespaceState state = namespaces.get(namespace);
    return state == null ? null : state.kinds().get(kind);
  }
}
