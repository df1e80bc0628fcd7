package dev.larder.store.sqlite;

import dev.larder.model.NamespaceLimits;
import dev.larder.model.ObjectKey;
import dev.larder.store.EntryAddress;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Walks the rows of a namespace round and round, kind by kind, in the order of their ids. */
final class EvictionCursor {
  static final int RUN = 64;
  private static final Logger log = LoggerFactory.getLogger(EvictionCursor.class);
  private static final String READ =
      "SELECT id, access_time, metadata FROM entry WHERE generation = ? AND id > ?"
          + " ORDER BY id LIMIT ?";

  /** Where the next run begins. */
  private long generation;

  private String afterId = "";

  /**
   * A row that was passed.
   *
   * @param time by which it is judged, in microseconds; less than any other for one past its hard
   *     expiry
   * @param revision that it had
   */
  record Passed(EntryAddress address, long time, long revision) {}

  /**
   * The next rows, at most {@link #RUN}, going on from the first after the last; none when the
   * namespace has none.
   */
  List<Passed> next(WriteTransaction transaction, NamespaceState namespace) throws SQLException {
    List<Map.Entry<String, KindState>> kinds =
        namespace.kinds().entrySet().stream()
            .sorted(Comparator.comparingLong(kind -> kind.getValue().generation()))
            .toList();
    List<Passed> run = new ArrayList<>();
    // From the kind where it is, through all others, to what lies before it in the same kind.
    for (int i = 0; i <= kinds.size() && run.isEmpty() && !kinds.isEmpty(); i++) {
      Map.Entry<String, KindState> kind = at(kinds);
      read(transaction, namespace, kind, run);
      if (run.isEmpty()) {
        generation++;
        afterId = "";
      }
    }
    return run;
  }

  /** The kind of the cursor's generation, or else the next one; the first after the last. */
  private Map.Entry<String, KindState> at(List<Map.Entry<String, KindState>> kinds) {
    Map.Entry<String, KindState> kind =
        kinds.stream()
            .filter(each -> each.getValue().generation() >= generation)
            .findFirst()
            .orElse(kinds.get(0));
    if (kind.getValue().generation() != generation) {
      generation = kind.getValue().generation();
      afterId = "";
    }
    return kind;
  }

  private void read(
      WriteTransaction transaction,
      NamespaceState namespace,
      Map.Entry<String, KindState> kind,
      List<Passed> run)
      throws SQLException {
    PreparedStatement statement = transaction.statements().get(READ);
    statement.setLong(1, generation);
    statement.setString(2, afterId);
    statement.setInt(3, RUN);
    boolean byUse = namespace.limits().eviction() == NamespaceLimits.Eviction.LRU;
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        afterId = rows.getString(1);
        ObjectKey key = new ObjectKey(namespace.name(), kind.getKey(), afterId);
        EntryMetadata metadata = readable(rows);
        if (metadata == null) {
          continue;
        }
        boolean expired = !transaction.now().isBefore(metadata.validity().hardExpiry());
        long time = byUse ? rows.getLong(2) : Microseconds.of(metadata.validity().fetchTime());
        run.add(
            new Passed(
                kind.getValue().address(key),
                expired ? Long.MIN_VALUE : time,
                metadata.revision()));
      }
    }
  }

  /** Null for a damaged one: it is passed over, for the others must be evicted all the same. */
  private static @Nullable EntryMetadata readable(ResultSet row) throws SQLException {
    try {
      return EntryMetadata.read(row.getBytes(3));
    } catch (SQLException e) {
      if (!DatabaseCheck.isDamage(e)) {
        throw e;
      }
      // No louder, for it is passed in each round; whoever reads it, and the sweep, say it aloud.
      log.debug("A damaged row is passed over", e);
      return null;
    }
  }
}
