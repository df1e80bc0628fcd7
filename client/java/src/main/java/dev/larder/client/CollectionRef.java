package dev.larder.client;

/**
 * Names a collection: a set of ids within a kind.
 *
 * @param namespace the tenant; 1 to 512 bytes of UTF-8, no NUL
 * @param kind of its members; same bounds
 * @param collection the collection within the kind; same bounds
 */
public record CollectionRef(String namespace, String kind, String collection) {
  /** A collection. */
  public static CollectionRef of(String namespace, String kind, String collection) {
    return new CollectionRef(namespace, kind, collection);
  }
}
