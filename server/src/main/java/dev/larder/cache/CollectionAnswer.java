package dev.larder.cache;

import dev.larder.model.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a collection, or why there is none.
 *
 * @param outcome decided for the whole collection
 * @param entries in the order of their ids; none where nothing is served
 * @param cursor where this page ended; null where nothing is served
 * @param last true: there is no other page
 * @param view the collection; null when there is none, or it was not looked for
 * @param readRevision the answer reflects every change of the namespace up to this revision
 */
public record CollectionAnswer(
    Outcome outcome,
    List<ServedEntry> entries,
    @Nullable CollectionCursor cursor,
    boolean last,
    @Nullable CollectionView view,
    long readRevision) {
  static CollectionAnswer miss(Outcome outcome, long readRevision) {
    return new CollectionAnswer(outcome, List.of(), null, true, null, readRevision);
  }
}
