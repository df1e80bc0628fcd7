package dev.larder.cache;

import dev.larder.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * What one caller at a time is sent to the origin for.
 *
 * @param key of the object; of a collection its namespace, its kind and, as the id, its name
 */
record FillKey(Subject subject, ObjectKey key) {
  /** What the key names. */
  enum Subject {
    OBJECT,
    COLLECTION
  }

  static FillKey ofObject(ObjectKey key) {
    return new FillKey(Subject.OBJECT, key);
  }

  /** True for what is of this namespace (null: of any) and kind (null: of any). */
  boolean isOf(@Nullable String namespace, @Nullable String kind) {
    return (namespace == null || namespace.equals(key.namespace()))
        && (kind == null || kind.equals(key.kind()));
  }

  ReadCounters.KindName kindName() {
    return new ReadCounters.KindName(key.namespace(), key.kind());
  }
}
