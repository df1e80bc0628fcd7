package dev.larder.cache;

import dev.larder.store.Catalogue;
import dev.larder.store.NamespaceState;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Namespaces as administrators see them. */
final class NamespaceListing {
  private NamespaceListing() {}

  /** The namespaces after a name (null: from the first), in the catalogue's order. */
  static List<NamespaceState> page(Catalogue catalogue, @Nullable String afterName, int limit) {
    SortedMap<String, NamespaceState> all = catalogue.namespaces();
    // NUL is in no name, and so nothing lies between a name and the same with a NUL behind it.
    var wanted = afterName == null ? all : all.tailMap(afterName + '\0');
    return wanted.values().stream().limit(limit).toList();
  }
}
