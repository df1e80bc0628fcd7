package dev.larder.store.sqlite;

import dev.larder.store.Invalidation;
import dev.larder.store.TagMark;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements on the tags that were invalidated. Blocking; used by the thread that owns the
 * writing connection.
 */
final class TagMarkDao {
  private static final String READ_ALL =
      "SELECT namespace_id, tag, soft, hard_revision, hard_time, swept_revision FROM tag_mark";
  private static final String PUT =
      "INSERT OR REPLACE INTO tag_mark (namespace_id, tag, soft, hard_revision, hard_time,"
          + " swept_revision) VALUES (?, ?, ?, ?, ?, ?)";
  private static final String DELETE = "DELETE FROM tag_mark WHERE namespace_id = ? AND tag = ?";
  private static final String DELETE_ALL = "DELETE FROM tag_mark WHERE namespace_id = ?";
  private static final String UPDATE_FLOOR =
      "UPDATE namespace SET tag_floor = ? WHERE namespace_id = ?";

  private final PreparedStatements statements;

  TagMarkDao(PreparedStatements statements) {
    this.statements = statements;
  }

  /** Every mark, by the namespace's id and by tag. */
  static Map<Long, Map<String, TagMark>> readAll(Statement statement) throws SQLException {
    Map<Long, Map<String, TagMark>> all = new HashMap<>();
    try (ResultSet row = statement.executeQuery(READ_ALL)) {
      while (row.next()) {
        all.computeIfAbsent(row.getLong(1), id -> new HashMap<>())
            .put(CatalogueLoader.text(row, 2), mark(row));
      }
    }
    return all;
  }

  private static TagMark mark(ResultSet row) throws SQLException {
    try {
      return new TagMark(
          JsonTexts.softInvalidations(CatalogueLoader.text(row, 3)), hard(row), row.getLong(6));
    } catch (IllegalArgumentException e) {
      throw DatabaseCheck.damagedValue(String.valueOf(e.getMessage()), e);
    }
  }

  private static @Nullable Invalidation hard(ResultSet row) throws SQLException {
    long revision = row.getLong(4);
    return row.wasNull() ? null : new Invalidation(revision, Microseconds.time(row.getLong(5)));
  }

  /** Writes a mark down, in place of the tag's one before. */
  void put(long namespaceId, String tag, TagMark mark) throws SQLException {
    PreparedStatement statement = statements.get(PUT);
    statement.setLong(1, namespaceId);
    statement.setString(2, tag);
    statement.setString(3, JsonTexts.ofSoftInvalidations(mark.soft()));
    bindHard(statement, mark.hard());
    statement.setLong(6, mark.sweptRevision());
    statement.executeUpdate();
  }

  private static void bindHard(PreparedStatement statement, @Nullable Invalidation hard)
      throws SQLException {
    if (hard == null) {
      statement.setNull(4, Types.INTEGER);
      statement.setNull(5, Types.INTEGER);
    } else {
      statement.setLong(4, hard.revision());
      statement.setLong(5, Microseconds.of(hard.time()));
    }
  }

  void delete(long namespaceId, String tag) throws SQLException {
    PreparedStatement statement = statements.get(DELETE);
    statement.setLong(1, namespaceId);
    statement.setString(2, tag);
    statement.executeUpdate();
  }

  /** Deletes all marks of a namespace: there are at most {@link dev.larder.store.TagMarks#MOST}. */
  void deleteAll(long namespaceId) throws SQLException {
    PreparedStatement statement = statements.get(DELETE_ALL);
    statement.setLong(1, namespaceId);
    statement.executeUpdate();
  }

  void updateFloor(long namespaceId, long floor) throws SQLException {
    PreparedStatement statement = statements.get(UPDATE_FLOOR);
    statement.setLong(1, floor);
    statement.setLong(2, namespaceId);
    statement.executeUpdate();
  }
}
