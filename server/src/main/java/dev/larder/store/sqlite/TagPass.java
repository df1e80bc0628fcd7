package dev.larder.store.sqlite;

import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import dev.larder.store.EntryAddress;
import dev.larder.store.NamespaceState;
import dev.larder.store.TagMark;
import dev.larder.store.TagMarks;
import dev.larder.store.sqlite.WriteTransaction.Removal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One walk through the entries that carry an invalidated tag, generation by generation and in the
 * order of their ids, in as many steps as it takes. What comes into being behind it is newer than
 * the invalidation, and was put with its effect.
 *
 * <p>Used by the writer thread alone.
 */
final class TagPass {
  private static final int ROWS_AT_ONCE = 64;

  /** CROSS JOIN: in the order of the tag's rows, whatever the planner thinks of it. */
  private static final String FIND =
      "SELECT "
          + ObjectDao.HEAD_COLUMNS
          + ", entry.id FROM entry_tag CROSS JOIN entry ON entry.generation = entry_tag.generation"
          + " AND entry.id = entry_tag.id WHERE entry_tag.generation = ? AND tag = ?"
          + " AND entry_tag.id > ? ORDER BY entry_tag.id LIMIT "
          + ROWS_AT_ONCE;

  private static final int ID_COLUMN = 4;

  private static final Logger log = LoggerFactory.getLogger(TagPass.class);

  private final String namespace;
  private final String tag;
  private final long revision;
  private final Queue<Long> generations = new ArrayDeque<>();

  /** Where the next step goes on, in the first of the generations. */
  private String afterId = "";

  /**
   * Begins.
   *
   * @param mark of the tag, as it is now
   */
  TagPass(NamespaceState namespace, String tag, TagMark mark) {
    this.namespace = namespace.name();
    this.tag = tag;
    this.revision = mark.revision();
    namespace.kinds().values().forEach(kind -> generations.add(kind.generation()));
  }

  String namespace() {
    return namespace;
  }

  String tag() {
    return tag;
  }

  /** Of the last invalidation before it began: up to here the tag is swept when it is done. */
  long revision() {
    return revision;
  }

  /** A row to be looked at; null for the head of a damaged one, which is passed over. */
  private record Carrier(String id, @Nullable EntryHead row) {}

  /** Goes on for as long as there is time, at least by one row; true when all is done. */
  boolean goOn(WriteTransaction transaction, SliceBudget time) throws SQLException {
    while (!generations.isEmpty()) {
      long generation = generations.element();
      // Null when it has been cleared since.
      KindFigures kind = transaction.state().figures(generation);
      List<Carrier> carriers = kind == null ? List.of() : find(transaction, generation);
      for (Carrier carrier : carriers) {
        if (kind != null && carrier.row() != null) {
          ObjectKey key = new ObjectKey(kind.namespace(), kind.kind(), carrier.id());
          sweep(transaction, new EntryAddress(generation, key), carrier.row());
        }
        afterId = carrier.id();
        // Asked after each row, for rows can be large.
        if (!time.remains()) {
          return false;
        }
      }
      if (carriers.size() < ROWS_AT_ONCE) {
        generations.remove();
        afterId = "";
      }
    }
    return true;
  }

  private List<Carrier> find(WriteTransaction transaction, long generation) throws SQLException {
    PreparedStatement statement = transaction.statements().get(FIND);
    statement.setLong(1, generation);
    statement.setString(2, tag);
    statement.setString(3, afterId);
    List<Carrier> carriers = new ArrayList<>(ROWS_AT_ONCE);
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        carriers.add(new Carrier(rows.getString(ID_COLUMN), readable(rows)));
      }
    }
    return carriers;
  }

  private static @Nullable EntryHead readable(ResultSet row) throws SQLException {
    try {
      return ObjectDao.head(row);
    } catch (SQLException e) {
      if (!DatabaseCheck.isDamage(e)) {
        throw e;
      }
      log.error("Row {} of the table entry is damaged and passed over", row.getLong(1));
      return null;
    }
  }

  private void sweep(WriteTransaction transaction, EntryAddress address, EntryHead row)
      throws SQLException {
    TagMarks marks = Objects.requireNonNull(transaction.state().namespace(namespace)).tagMarks();
    Validity before = row.validity();
    Validity after = marks.apply(before, row.revision(), row.tags());
    if (after.equals(before)) {
      return;
    }
    if (transaction.now().isBefore(after.hardExpiry())) {
      transaction.revalidate(address, row, after);
    } else {
      transaction.remove(address, row, Removal.EXPIRED);
    }
  }
}
