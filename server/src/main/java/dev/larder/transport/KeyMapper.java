package dev.larder.transport;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.ObjectKey;
import dev.larder.v1.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys and the names of namespaces and kinds. What breaks their bounds is KEY_INVALID. */
final class KeyMapper {
  private KeyMapper() {}

  /** A key at this path. */
  static ObjectKey read(Key key, String field) {
    return new ObjectKey(
        part(key.getNamespace(), field, ".namespace"),
        part(key.getKind(), field, ".kind"),
        part(key.getId(), field, ".id"));
  }

  /** The path is put together for what is refused: most keys are good, and there are many. */
  private static String part(String name, String field, String part) {
    return FieldChecks.isName(name, ObjectKey.MAX_PART_BYTES) ? name : name(name, field + part);
  }

  /** Keys; the path of the first is {@code field[0]}. */
  static List<ObjectKey> readAll(List<Key> keys, String field) {
    List<ObjectKey> read = new ArrayList<>(keys.size());
    for (Key key : keys) {
      read.add(read(key, field + "[" + read.size() + "]"));
    }
    return read;
  }

  /** Keys that are all of one namespace. */
  static List<ObjectKey> readAllOf(String namespace, List<Key> keys, String field) {
    List<ObjectKey> read = readAll(keys, field);
    for (int i = 0; i < read.size(); i++) {
      if (!read.get(i).namespace().equals(namespace)) {
        throw CacheException.invalid(
            Reason.KEY_INVALID,
            field + "[" + i + "].namespace",
            "must be the namespace of the request");
      }
    }
    return read;
  }

  static String name(String name, String field) {
    return FieldChecks.name(name, ObjectKey.MAX_PART_BYTES, field);
  }

  /** Null when it is empty. */
  static @Nullable String optionalName(String name, String field) {
    return FieldChecks.optionalName(name, ObjectKey.MAX_PART_BYTES, field);
  }

  static Key write(ObjectKey key) {
    return Key.newBuilder()
        .setNamespace(key.namespace())
        .setKind(key.kind())
        .setId(key.id())
        .build();
  }
}
