package dev.larder.cache;

import dev.larder.model.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One object, or why there is none.
 *
 * @param entry null for every miss; for NOT_MODIFIED its payload must not be shown
 * @param readRevision the answer reflects every change of the namespace up to this revision
 */
public record ReadAnswer(Outcome outcome, @Nullable ServedEntry entry, long readRevision) {}
