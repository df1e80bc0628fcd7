package dev.larder.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of entries.
 *
 * @param nextAfterId the {@code afterId} of the next page; null when there is none
 */
public record LookupAnswer(List<ServedEntry> entries, @Nullable String nextAfterId) {}
