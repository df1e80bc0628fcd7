package dev.larder.store;

import dev.larder.model.Entry;
import dev.larder.model.KindPolicy;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import org.jspecify.annotations.Nullable;

/**
 * A kind as it stands.
 *
 * @param generation of its objects; see {@link EntryAddress}
 * @param policy in force
 * @param invalidation the last soft invalidation of the whole kind, if there was one
 */
public record KindState(long generation, KindPolicy policy, @Nullable Invalidation invalidation) {
  /** Where an object of this kind is. */
  public EntryAddress address(ObjectKey key) {
    return new EntryAddress(generation, key);
  }

  /** The entry as this kind's invalidation leaves it. */
  public Entry apply(Entry entry) {
    return invalidation == null || entry.revision() > invalidation.revision()
        ? entry
        : entry.staleFrom(invalidation.time());
  }

  /** The validity, of an entry of that revision, as this kind's invalidation leaves it. */
  public Validity apply(Validity validity, long revision) {
    return invalidation == null || revision > invalidation.revision()
        ? validity
        : validity.staleFrom(invalidation.time());
  }
}
