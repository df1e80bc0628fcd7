package dev.larder.store;

import dev.larder.model.CollectionRef;
import dev.larder.model.Entry;
import dev.larder.model.KindPolicy;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import java.time.Instant;

/**
 * A kind as it stands.
 *
 * @param generation of its objects; see {@link EntryAddress}
 * @param policy in force
 * @param invalidations the soft invalidations of the whole kind
 */
public record KindState(long generation, KindPolicy policy, Invalidations invalidations) {
  /** A kind that was never invalidated. */
  public static KindState of(long generation, KindPolicy policy) {
    return new KindState(generation, policy, Invalidations.NONE);
  }

  /** With another policy. */
  public KindState withPolicy(KindPolicy other) {
    return new KindState(generation, other, invalidations);
  }

  /** With one more invalidation. */
  public KindState invalidated(Invalidation invalidation) {
    return new KindState(generation, policy, invalidations.plus(invalidation));
  }

  /** Where an object of this kind is. */
  public EntryAddress address(ObjectKey key) {
    return new EntryAddress(generation, key);
  }

  /** Where a collection of this kind is. */
  public CollectionAddress address(CollectionRef ref) {
    return new CollectionAddress(generation, ref);
  }

  /** The entry as this kind's invalidations leave it. */
  public Entry apply(Entry entry) {
    Instant staleFrom = invalidations.staleFrom(entry.revision());
    return staleFrom == null ? entry : entry.staleFrom(staleFrom);
  }

  /** The validity, of an entry of that revision, as this kind's invalidations leave it. */
  public Validity apply(Validity validity, long revision) {
    Instant staleFrom = invalidations.staleFrom(revision);
    return staleFrom == null ? validity : validity.staleFrom(staleFrom);
  }
}
