package dev.larder.store.sqlite;

import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.ObjectKey;
import dev.larder.store.Lookup;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does one lookup on a reader. */
final class EntryFinder {
  /** A page stops here, so that neither its transaction nor its memory grows with the payloads. */
  private static final long PAGE_BYTES = 4L << 20;

  /**
   * After so many rows, some 100 µs, whoever waits for the processor has it: the kernel would let a
   * scan go on until its slice is used up, and an event loop that has just been woken wait as long.
   */
  private static final int ROWS_IN_A_ROW = 64;

  private final Lookup lookup;
  private final Reader reader;
  private final List<Entry> found = new ArrayList<>();
  private long bytes;
  private int looked;
  private @Nullable String lastId;

  EntryFinder(Lookup lookup, Reader reader) {
    this.lookup = lookup;
    this.reader = reader;
  }

  Lookup.Page find() throws SQLException {
    String afterId = lookup.afterId() == null ? "" : lookup.afterId();
    boolean whole = lookup.value() == null ? list(afterId) : findByTerm(lookup.value(), afterId);
    return new Lookup.Page(found, whole ? null : lastId);
  }

  /** True when nothing is left for another page; so below. */
  private boolean list(String afterId) throws SQLException {
    reader
        .objects()
        .list(
            lookup.namespace(),
            lookup.kind(),
            lookup.generation(),
            afterId,
            lookup.limit(),
            this::visit);
    return looked < lookup.limit() && bytes < PAGE_BYTES;
  }

  /** The index finds by folded value and in any field; what was asked for may be narrower. */
  private boolean findByTerm(String value, String afterId) throws SQLException {
    List<String> ids =
        reader
            .objects()
            .idsByTerm(lookup.generation(), CaseFolding.fold(value), afterId, lookup.limit());
    List<ObjectKey> keys =
        ids.stream().map(id -> new ObjectKey(lookup.namespace(), lookup.kind(), id)).toList();
    // Terms and entries change together, and a check of the file does not compare them: a term that
    // has lost its entry is passed over, and must not make every lookup of its value fail.
    reader.objects().read(lookup.generation(), keys, (position, entry) -> visit(entry));
    if (bytes >= PAGE_BYTES) {
      return false;
    }
    lastId = ids.isEmpty() ? null : ids.get(ids.size() - 1);
    return ids.size() < lookup.limit();
  }

  @SuppressWarnings("ThreadPriorityCheck")
  private boolean visit(Entry entry) {
    reader.requireCaller();
    if (++looked % ROWS_IN_A_ROW == 0) {
      Thread.yield();
    }
    lastId = entry.key().id();
    bytes += entry.weight();
    if (isWanted(entry)) {
      found.add(entry);
    }
    return bytes < PAGE_BYTES;
  }

  private boolean isWanted(Entry entry) {
    return !entry.content().negative()
        && (lookup.tombstones() || !entry.tombstone())
        && !entry.goneAt(lookup.now())
        && (lookup.value() == null || hasTerm(entry, lookup.value()));
  }

  private boolean hasTerm(Entry entry, String value) {
    return entry.content().indexTerms().stream()
        .filter(term -> lookup.fields().isEmpty() || lookup.fields().contains(term.field()))
        .anyMatch(term -> matches(term, value));
  }

  private boolean matches(IndexTerm term, String value) {
    return lookup.foldCaseFields().contains(term.field())
        ? CaseFolding.fold(term.value()).equals(CaseFolding.fold(value))
        : term.value().equals(value);
  }
}
