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
 * @param ticket the reader's part in a fill; null: none
 * @param readRevision the answer reflects every change of the namespace up to this revision
 */
public record CollectionAnswer(
    Outcome outcome,
    List<ServedEntry> entries,
    @Nullable CollectionCursor cursor,
    boolean last,
    @Nullable CollectionView view,
    @Nullable FillTicket ticket,
    long readRevision) {
  /** An answer to which no fill belongs. */
  public CollectionAnswer(
      Outcome outcome,
      List<ServedEntry> entries,
      @Nullable CollectionCursor cursor,
      boolean last,
      @Nullable CollectionView view,
      long readRevision) {
    this(outcome, entries, cursor, last, view, null, readRevision);
  }

  static CollectionAnswer miss(Outcome outcome, long readRevision) {
    return new CollectionAnswer(outcome, List.of(), null, true, null, readRevision);
  }

  /** A miss of who would not have what is stored, but is told of it. */
  CollectionAnswer bypassed() {
    return new CollectionAnswer(Outcome.MISS_BYPASSED, List.of(), null, true, view, readRevision);
  }

  CollectionAnswer with(FillTicket part) {
    return new CollectionAnswer(outcome, entries, cursor, last, view, part, readRevision);
  }

  /** False for every miss. */
  boolean served() {
    return outcome == Outcome.FRESH || outcome == Outcome.STALE || outcome == Outcome.NOT_MODIFIED;
  }
}
