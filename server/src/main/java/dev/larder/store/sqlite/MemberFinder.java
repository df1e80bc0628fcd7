package dev.larder.store.sqlite;

import dev.larder.model.Entry;
import dev.larder.store.EntryAddress;
import dev.larder.store.MemberScan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does one scan of members on a reader. */
final class MemberFinder {
  /** A page stops here, so that neither its transaction nor its memory grows with the payloads. */
  static final long PAGE_BYTES = 1L << 20;

  /** As in {@link EntryFinder}: whoever waits for the processor has it. */
  private static final int ROWS_IN_A_ROW = 64;

  private final MemberScan scan;
  private final Reader reader;
  private final List<Entry> found = new ArrayList<>();
  private final List<EntryAddress> missing = new ArrayList<>();
  private long bytes;
  private int looked;
  private @Nullable String lastId;

  MemberFinder(MemberScan scan, Reader reader) {
    this.scan = scan;
    this.reader = reader;
  }

  Optional<MemberScan.Page> find() throws SQLException {
    StoredSet set = reader.collections().findReadable(scan.address(), scan.setId());
    if (set == null) {
      return Optional.empty();
    }
    String afterId = scan.afterId() == null ? "" : scan.afterId();
    reader.collections().scan(set.setId(), afterId, scan.limit(), scan.payloads(), this::visit);
    boolean whole = looked < scan.limit() && bytes < PAGE_BYTES;
    return Optional.of(
        new MemberScan.Page(set.collection(), found, missing, whole ? null : lastId));
  }

  @SuppressWarnings("ThreadPriorityCheck")
  private boolean visit(String id, @Nullable EntryMetadata metadata, byte @Nullable [] payload) {
    reader.requireCaller();
    if (++looked % ROWS_IN_A_ROW == 0) {
      Thread.yield();
    }
    lastId = id;
    EntryAddress address = scan.address().member(id);
    if (metadata == null) {
      missing.add(address);
    } else {
      Entry entry = metadata.entry(address.key(), payload);
      bytes += entry.weight();
      found.add(entry);
    }
    return bytes < PAGE_BYTES;
  }
}
