package dev.larder.cache;

import dev.larder.model.CollectionRef;
import dev.larder.model.ReadPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a page of a collection.
 *
 * @param policy for the set and, where all must be fresh, for each member; without tombstones
 * @param allFresh true: every member must meet the policy; false: the set alone
 * @param ifNoneMatch the set's etag of the caller's copy; empty: none. For the first page alone
 * @param pageSize the most members, 1 to 1000
 * @param cursor where the page before ended; null: the first page, which decides for all
 * @param fill what it says of fills, with the first page; null: it only wants to know what is
 *     stored
 */
public record CollectionRequest(
    CollectionRef ref,
    ReadPolicy policy,
    boolean allFresh,
    String ifNoneMatch,
    int pageSize,
    @Nullable CollectionCursor cursor,
    @Nullable FillRequest fill) {
  /** One that only wants to know what is stored. */
  public CollectionRequest(
      CollectionRef ref,
      ReadPolicy policy,
      boolean allFresh,
      String ifNoneMatch,
      int pageSize,
      @Nullable CollectionCursor cursor) {
    this(ref, policy, allFresh, ifNoneMatch, pageSize, cursor, null);
  }

  CollectionRequest withoutFill() {
    return new CollectionRequest(ref, policy, allFresh, ifNoneMatch, pageSize, cursor);
  }

  CollectionRequest withPolicy(ReadPolicy other) {
    return new CollectionRequest(ref, other, allFresh, ifNoneMatch, pageSize, cursor, fill);
  }
}
