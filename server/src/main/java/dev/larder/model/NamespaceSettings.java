package dev.larder.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A tenant's settings, every default filled in.
 *
 * @param name the namespace
 * @param limits how much it may hold
 * @param kinds the policy of each kind, by name
 */
public record NamespaceSettings(
    String name, NamespaceLimits limits, SortedMap<String, KindPolicy> kinds) {
  /** The most kinds of a namespace, so that its settings can be read, changed and put again. */
  public static final int MAX_KINDS = 1000;

  public NamespaceSettings {
    kinds = Collections.unmodifiableSortedMap(new TreeMap<>(kinds));
  }
}
