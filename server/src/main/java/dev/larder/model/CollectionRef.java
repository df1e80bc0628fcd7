package dev.larder.model;

/**
 * Names one collection: a set of ids within a kind. Compared byte for byte.
 *
 * @param namespace the tenant, bounds as in {@link ObjectKey}
 * @param kind of its members, same bounds
 * @param name the collection within the kind, same bounds
 */
public record CollectionRef(String namespace, String kind, String name) {
  /** The object of this id, which may be a member. */
  public ObjectKey member(String id) {
    return new ObjectKey(namespace, kind, id);
  }

  /** How many characters its parts have together. */
  public int length() {
    return namespace.length() + kind.length() + name.length();
  }
}
