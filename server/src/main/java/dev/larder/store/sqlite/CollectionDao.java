package dev.larder.store.sqlite;

import dev.larder.model.CollectionRef;
import dev.larder.model.Lifetime;
import dev.larder.model.Validity;
import dev.larder.store.CollectionAddress;
import dev.larder.store.EntryAddress;
import dev.larder.store.WriteCommand.ReplaceCollection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements on collections and their members. Blocking; used by the thread that owns the
 * connection.
 */
final class CollectionDao {
  private static final String COLUMNS =
      "set_id, state, revision, members, ids_high, ids_low, fetch_time, fresh,"
          + " stale_while_revalidate, stale_if_error, soft_expiry, invalidated";

  /** The rows of a generation that was cleared stay for a while, but nobody is to find them. */
  private static final String OF_PRESENT_GENERATION =
      " AND EXISTS (SELECT 1 FROM kind WHERE kind.generation = ?1)";

  private static final String FIND_CURRENT =
      "SELECT "
          + COLUMNS
          + " FROM collection_set WHERE generation = ?1 AND name = ?2 AND state = 0"
          + OF_PRESENT_GENERATION;
  private static final String FIND_READABLE =
      "SELECT "
          + COLUMNS
          + " FROM collection_set WHERE generation = ?1 AND name = ?2 AND set_id = ?3 AND state < 2"
          + OF_PRESENT_GENERATION;
  private static final String FIND_BY_MEMBER =
      "SELECT "
          + COLUMNS
          + ", name FROM collection_member m JOIN collection_set USING (set_id)"
          + " WHERE m.generation = ?1 AND m.id = ?2";
  private static final int NAME_COLUMN = 13;
  private static final String INSERT =
      "INSERT INTO collection_set (generation, name, state, sweep_time, revision, members,"
          + " ids_high, ids_low, fetch_time, fresh, stale_while_revalidate, stale_if_error,"
          + " soft_expiry, invalidated)"
          + " VALUES (?, ?, 0, ?, 0, 0, 0, 0, ?, ?, ?, ?, ?, 0) RETURNING set_id";
  private static final String UPDATE =
      "UPDATE collection_set SET revision = ?, members = ?, ids_high = ?, ids_low = ?,"
          + " soft_expiry = ?, invalidated = ? WHERE set_id = ?";
  private static final String SET_STATE =
      "UPDATE collection_set SET state = ?, sweep_time = ? WHERE set_id = ?";
  private static final String SWEEP_AT =
      "UPDATE collection_set SET sweep_time = ? WHERE set_id = ?";
  private static final String ADD_MEMBERS =
      "INSERT OR IGNORE INTO collection_member (set_id, id, generation)"
          + " SELECT ?1, value, ?3 FROM json_each(?2) RETURNING id";
  private static final String REMOVE_MEMBER =
      "DELETE FROM collection_member WHERE set_id = ? AND id = ?";
  private static final String MEMBERS =
      "SELECT id FROM collection_member WHERE set_id = ? AND id > ? ORDER BY id LIMIT ?";

  /** LEFT: a member that has no entry is missing, and that is to be seen. */
  private static final String SCAN =
      "SELECT m.id, e.metadata, %s FROM collection_member m LEFT JOIN entry e"
          + " ON e.generation = m.generation AND e.id = m.id"
          + " WHERE m.set_id = ? AND m.id > ? ORDER BY m.id LIMIT ?";

  private static final String SCAN_PAYLOADS = SCAN.formatted("e.payload");
  private static final String SCAN_HEADS = SCAN.formatted("NULL");

  private final PreparedStatements statements;

  CollectionDao(PreparedStatements statements) {
    this.statements = statements;
  }

  /** The set that is current, or null. */
  @Nullable StoredSet findCurrent(CollectionAddress address) throws SQLException {
    PreparedStatement statement = statements.get(FIND_CURRENT);
    bind(statement, address);
    return first(statement, address.ref());
  }

  /** The set of this number, if it can be read still. */
  @Nullable StoredSet findReadable(CollectionAddress address, long setId) throws SQLException {
    PreparedStatement statement = statements.get(FIND_READABLE);
    bind(statement, address);
    statement.setLong(3, setId);
    return first(statement, address.ref());
  }

  private static void bind(PreparedStatement statement, CollectionAddress address)
      throws SQLException {
    statement.setLong(1, address.generation());
    statement.setString(2, address.ref().name());
  }

  private static @Nullable StoredSet first(PreparedStatement statement, CollectionRef ref)
      throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? set(row, ref) : null;
    }
  }

  /** Every set that holds this object, whatever its state. */
  List<StoredSet> setsOf(EntryAddress member) throws SQLException {
    PreparedStatement statement = statements.get(FIND_BY_MEMBER);
    statement.setLong(1, member.generation());
    statement.setString(2, member.key().id());
    List<StoredSet> sets = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String name = rows.getString(NAME_COLUMN);
        sets.add(set(rows, new CollectionRef(member.key().namespace(), member.key().kind(), name)));
      }
    }
    return sets;
  }

  private static StoredSet set(ResultSet row, CollectionRef ref) throws SQLException {
    return new StoredSet(
        row.getLong(1),
        ref,
        StoredSet.State.of(row.getInt(2)),
        row.getLong(3),
        row.getLong(4),
        new IdDigest(row.getLong(5), row.getLong(6)),
        validity(row),
        row.getBoolean(12));
  }

  private static Validity validity(ResultSet row) throws SQLException {
    Lifetime lifetime =
        new Lifetime(
            Microseconds.duration(row.getLong(8)),
            Microseconds.duration(row.getLong(9)),
            Microseconds.duration(row.getLong(10)));
    return new Validity(
        Microseconds.time(row.getLong(7)), lifetime, Microseconds.time(row.getLong(11)));
  }

  /** Adds an empty set, which is the current one: there must be no other. */
  StoredSet insert(CollectionAddress address, Validity validity) throws SQLException {
    PreparedStatement statement = statements.get(INSERT);
    bind(statement, address);
    statement.setLong(3, Microseconds.of(validity.hardExpiry()));
    statement.setLong(4, Microseconds.of(validity.fetchTime()));
    statement.setLong(5, Microseconds.of(validity.lifetime().fresh()));
    statement.setLong(6, Microseconds.of(validity.lifetime().staleWhileRevalidate()));
    statement.setLong(7, Microseconds.of(validity.lifetime().staleIfError()));
    statement.setLong(8, Microseconds.of(validity.softExpiry()));
    try (ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("an insert gave back no row");
      }
      return new StoredSet(
          row.getLong(1),
          address.ref(),
          StoredSet.State.CURRENT,
          0,
          0,
          IdDigest.EMPTY,
          validity,
          false);
    }
  }

  /** Writes what can change of a set. */
  void update(StoredSet set) throws SQLException {
    PreparedStatement statement = statements.get(UPDATE);
    statement.setLong(1, set.revision());
    statement.setLong(2, set.members());
    statement.setLong(3, set.ids().high());
    statement.setLong(4, set.ids().low());
    statement.setLong(5, Microseconds.of(set.validity().softExpiry()));
    statement.setBoolean(6, set.invalidated());
    statement.setLong(7, set.setId());
    statement.executeUpdate();
  }

  /** Gives a set another state, and says when it is next looked at. */
  void setState(long setId, StoredSet.State state, Instant sweepTime) throws SQLException {
    PreparedStatement statement = statements.get(SET_STATE);
    statement.setInt(1, state.number());
    statement.setLong(2, Microseconds.of(sweepTime));
    statement.setLong(3, setId);
    statement.executeUpdate();
  }

  /** Leaves a current set to those who are in the middle of its pages. */
  void retire(long setId, Instant now) throws SQLException {
    setState(setId, StoredSet.State.REPLACED, now.plus(ReplaceCollection.GRACE));
  }

  /** Says when a set is next looked at. */
  void sweepAt(long setId, Instant time) throws SQLException {
    PreparedStatement statement = statements.get(SWEEP_AT);
    statement.setLong(1, Microseconds.of(time));
    statement.setLong(2, setId);
    statement.executeUpdate();
  }

  /**
   * Adds ids to a set of this generation, with one statement; answers those that were not in it.
   */
  List<String> addMembers(long setId, long generation, List<String> ids) throws SQLException {
    PreparedStatement statement = statements.get(ADD_MEMBERS);
    statement.setLong(1, setId);
    statement.setString(2, JsonTexts.ofTexts(ids));
    statement.setLong(3, generation);
    List<String> added = new ArrayList<>(ids.size());
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        added.add(ObjectDao.text(rows, 1));
      }
    }
    return added;
  }

  void removeMember(long setId, String id) throws SQLException {
    PreparedStatement statement = statements.get(REMOVE_MEMBER);
    statement.setLong(1, setId);
    statement.setString(2, id);
    statement.executeUpdate();
  }

  /** The ids after one, in order. */
  List<String> members(long setId, String afterId, int limit) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (ResultSet rows = after(MEMBERS, setId, afterId, limit)) {
      while (rows.next()) {
        ids.add(ObjectDao.text(rows, 1));
      }
    }
    return ids;
  }

  /** Looks at one member after the other. */
  @FunctionalInterface
  interface Visitor {
    /**
     * False: enough.
     *
     * @param metadata null: there is no entry
     */
    boolean visit(String id, @Nullable EntryMetadata metadata, byte @Nullable [] payload)
        throws SQLException;
  }

  /** Walks the members after an id, in order, until the visitor has enough. */
  void scan(long setId, String afterId, int limit, boolean payloads, Visitor visitor)
      throws SQLException {
    try (ResultSet rows = after(payloads ? SCAN_PAYLOADS : SCAN_HEADS, setId, afterId, limit)) {
      boolean more = true;
      while (more && rows.next()) {
        byte[] metadata = rows.getBytes(2);
        more =
            visitor.visit(
                ObjectDao.text(rows, 1),
                metadata == null ? null : EntryMetadata.read(metadata),
                rows.getBytes(3));
      }
    }
  }

  private ResultSet after(String sql, long setId, String afterId, int limit) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    statement.setLong(1, setId);
    statement.setString(2, afterId);
    statement.setInt(3, limit);
    return statement.executeQuery();
  }
}
