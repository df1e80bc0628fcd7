package dev.larder.store;

import dev.larder.model.CollectionRef;
import dev.larder.model.ObjectKey;

/**
 * Where a collection is: its name, and the generation of its kind; see {@link EntryAddress}.
 *
 * @param generation of the kind
 * @param ref the collection
 */
public record CollectionAddress(long generation, CollectionRef ref) {
  /** Where the object of this id is, which may be a member. */
  public EntryAddress member(String id) {
    return new EntryAddress(generation, ref.member(id));
  }

  /** Where an object of the same kind is. */
  public EntryAddress member(ObjectKey key) {
    return new EntryAddress(generation, key);
  }
}
