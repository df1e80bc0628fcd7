package dev.larder.cache;

import dev.larder.model.KindPolicy;
import dev.larder.model.NamespaceSettings;
import dev.larder.store.Catalogue;
import dev.larder.store.NamespaceState;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Namespaces as administrators see them. */
final class NamespaceListing {
  /**
   * The order of the names' UTF-8 bytes, which is that of their code points, and not that of their
   * chars.
   */
  private static final Comparator<String> BYTE_ORDER =
      (one, other) -> Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());

  private NamespaceListing() {}

  /** The namespaces after a name (null: from the first), in byte order. */
  static List<NamespaceState> page(Catalogue catalogue, @Nullable String afterName, int limit) {
    return catalogue.namespaces().values().stream()
        .filter(state -> afterName == null || BYTE_ORDER.compare(state.name(), afterName) > 0)
        .sorted(Comparator.comparing(NamespaceState::name, BYTE_ORDER))
        .limit(limit)
        .toList();
  }

  /** What would be in force if the settings replaced those of an existing namespace. */
  static NamespaceSettings replaced(NamespaceState current, NamespaceSettings settings) {
    SortedMap<String, KindPolicy> kinds = new TreeMap<>(settings.kinds());
    current.kinds().keySet().forEach(kind -> kinds.putIfAbsent(kind, KindPolicy.DEFAULT));
    return new NamespaceSettings(settings.name(), settings.limits(), kinds);
  }
}
