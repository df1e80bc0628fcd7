package dev.larder.cache;

import dev.larder.model.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One object, or why there is none.
 *
 * @param entry null for every miss; for NOT_MODIFIED its payload must not be shown
 * @param ticket the reader's part in a fill; null: none
 * @param readRevision the answer reflects every change of the namespace up to this revision
 */
public record ReadAnswer(
    Outcome outcome, @Nullable ServedEntry entry, @Nullable FillTicket ticket, long readRevision) {
  /** An answer to which no fill belongs. */
  public ReadAnswer(Outcome outcome, @Nullable ServedEntry entry, long readRevision) {
    this(outcome, entry, null, readRevision);
  }

  ReadAnswer with(FillTicket part) {
    return new ReadAnswer(outcome, entry, part, readRevision);
  }
}
