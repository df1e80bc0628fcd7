package dev.larder.client;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * Names one object. Two keys are the same when their three parts are equal byte for byte in UTF-8.
 * Each part is 1 to 512 bytes and holds no NUL; the server refuses others with {@code KEY_INVALID}.
 *
 * @param namespace the tenant: a workspace, a customer, an environment; nothing crosses it
 * @param kind the type of the object, which carries the policy: "users"
 * @param id the object within its kind
 */
public record Key(String namespace, String kind, String id) {
  public Key {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(id, "id");
  }

  /** The same as the constructor, shorter to read. */
  public static Key of(String namespace, String kind, String id) {
    return new Key(namespace, kind, id);
  }

  static Predicate<Key> ofKind(String namespace, String kind) {
    return key -> key.namespace.equals(namespace) && key.kind.equals(kind);
  }

  /** For people: "acme/users/U1". */
  @Override
  public String toString() {
    return namespace + "/" + kind + "/" + id;
  }
}
