package dev.larder.store;

import dev.larder.model.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entries of a kind by an index term, in the order of the bytes of their ids, a page at a
 * time.
 *
 * @param namespace the namespace
 * @param kind the kind
 * @param generation of the kind
 * @param fields where to look; empty: every field
 * @param value what to find; null: every object of the kind
 * @param foldCaseFields the fields in which case does not count
 * @param tombstones whether tombstones are found too; negative entries never are
 * @param now entries gone by this time are passed over
 * @param afterId only ids after this one; null: from the first
 * @param limit the most entries looked at, 1 to 1000; the page may be shorter where the bytes of a
 *     page are bounded
 */
public record Lookup(
    String namespace,
    String kind,
    long generation,
    Set<String> fields,
    @Nullable String value,
    Set<String> foldCaseFields,
    boolean tombstones,
    Instant now,
    @Nullable String afterId,
    int limit) {

  /**
   * What was found.
   *
   * @param entries in the order of their ids
   * @param nextAfterId the {@code afterId} of the next page; null when there is none
   */
  public record Page(List<Entry> entries, @Nullable String nextAfterId) {}
}
