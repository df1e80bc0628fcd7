package dev.larder.cache;

import dev.larder.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/** The object that one caller at a time is sent to the origin for. */
record FillKey(ObjectKey key) {
  static FillKey ofObject(ObjectKey key) {
    return new FillKey(key);
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
