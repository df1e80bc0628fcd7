package dev.larder.store;

import dev.larder.model.CollectionRef;
import dev.larder.model.Entry;
import dev.larder.model.KindPolicy;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import java.time.Instant;
import java.util.List;

/**
 * A kind as it stands.
 *
 * @param generation of its objects; see {@link EntryAddress}
 * @param policy in force
 * @param invalidations the soft invalidations of the whole kind
 * @param tagMarks the invalidated tags, which are those of its namespace
 */
public record KindState(
    long generation, KindPolicy policy, Invalidations invalidations, TagMarks tagMarks) {
  /** A kind that was never invalidated, nor any tag of its namespace. */
  public static KindState of(long generation, KindPolicy policy) {
    return new KindState(generation, policy, Invalidations.NONE, TagMarks.NONE);
  }

  /** With another policy. */
  public KindState withPolicy(KindPolicy other) {
    return new KindState(generation, other, invalidations, tagMarks);
  }

  /** With other invalidated tags. */
  KindState withTagMarks(TagMarks others) {
    return new KindState(generation, policy, invalidations, others);
  }

  /** With one more invalidation. */
  public KindState invalidated(Invalidation invalidation) {
    return new KindState(generation, policy, invalidations.plus(invalidation), tagMarks);
  }

  /** Where an object of this kind is. */
  public EntryAddress address(ObjectKey key) {
    return new EntryAddress(generation, key);
  }

  /** Where a collection of this kind is. */
  public CollectionAddress address(CollectionRef ref) {
    return new CollectionAddress(generation, ref);
  }

  /**
   * True when what was written at that revision, and carries these tags, has been softly
   * invalidated since with its kind or one of the tags; whether that made it any staler or not. May
   * say so of a tag of which nobody knows any more.
   */
  public boolean invalidatedSince(List<String> tags, long revision) {
    return invalidations.staleFrom(revision) != null || tagMarks.invalidatedSince(tags, revision);
  }

  /** The entry as the invalidations of this kind and of its tags leave it. */
  @SuppressWarnings("ReferenceEquality")
  public Entry apply(Entry entry) {
    Validity validity = entry.validity();
    Validity applied = apply(validity, entry.revision(), entry.content().tags());
    return applied == validity ? entry : entry.withValidity(applied);
  }

  /**
   * The validity, of an entry of that revision and with those tags, as the invalidations of this
   * kind and of the tags leave it.
   */
  public Validity apply(Validity validity, long revision, List<String> tags) {
    Instant staleFrom = invalidations.staleFrom(revision);
    Validity ofKind = staleFrom == null ? validity : validity.staleFrom(staleFrom);
    return tagMarks.apply(ofKind, revision, tags);
  }
}
