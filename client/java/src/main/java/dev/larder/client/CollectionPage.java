package dev.larder.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a collection, or why there is none.
 *
 * @param outcome decided for the whole collection by its first page
 * @param members in the order of their ids; none on a miss
 * @param nextPageToken for the next page; empty on the last one
 * @param state the collection; null when it was never committed
 */
public record CollectionPage<T>(
    Outcome outcome,
    List<CachedObject<T>> members,
    String nextPageToken,
    @Nullable CollectionState state) {
  public CollectionPage {
    members = List.copyOf(members);
  }
}
