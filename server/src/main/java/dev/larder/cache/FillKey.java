package dev.larder.cache;

import dev.larder.model.CollectionRef;
import dev.larder.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/** What one caller at a time is sent to the origin for. */
sealed interface FillKey {
  /** An object. */
  record OfObject(ObjectKey key) implements FillKey {
    @Override
    public String namespace() {
      return key.namespace();
    }

    @Override
    public String kind() {
      return key.kind();
    }

    @Override
    public String noun() {
      return "object";
    }
  }

  /** A whole collection, which is never the same as an object, whatever their names. */
  record OfCollection(CollectionRef ref) implements FillKey {
    @Override
    public String namespace() {
      return ref.namespace();
    }

    @Override
    public String kind() {
      return ref.kind();
    }

    @Override
    public String noun() {
      return "collection";
    }
  }

  static FillKey ofObject(ObjectKey key) {
    return new OfObject(key);
  }

  static FillKey ofCollection(CollectionRef ref) {
    return new OfCollection(ref);
  }

  String namespace();

  String kind();

  /** What it is, for people. */
  String noun();

  /** True for what is of this namespace (null: of any) and kind (null: of any). */
  default boolean isOf(@Nullable String namespace, @Nullable String kind) {
    return (namespace == null || namespace.equals(namespace()))
        && (kind == null || kind.equals(kind()));
  }

  default ReadCounters.KindName kindName() {
    return new ReadCounters.KindName(namespace(), kind());
  }
}
