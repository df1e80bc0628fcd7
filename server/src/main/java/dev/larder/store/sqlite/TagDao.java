package dev.larder.store.sqlite;

import dev.larder.store.EntryAddress;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The statements on the tags that entries carry. Blocking; used by the thread that owns the writing
 * connection.
 */
final class TagDao {
  private static final String INSERT =
      "INSERT OR IGNORE INTO entry_tag (generation, tag, id) VALUES (?, ?, ?)";
  private static final String DELETE =
      "DELETE FROM entry_tag WHERE generation = ? AND tag = ? AND id = ?";

  private final PreparedStatements statements;

  TagDao(PreparedStatements statements) {
    this.statements = statements;
  }

  /** Makes the tags of an entry these instead of those. */
  void replace(EntryAddress address, List<String> before, List<String> after) throws SQLException {
    if (before.equals(after)) {
      return;
    }
    Set<String> kept = new HashSet<>(after);
    delete(address, before.stream().filter(tag -> !kept.contains(tag)).toList());
    Set<String> there = new HashSet<>(before);
    for (String tag : after) {
      if (!there.contains(tag)) {
        update(INSERT, address, tag);
      }
    }
  }

  /** Deletes these tags of an entry. */
  void delete(EntryAddress address, List<String> tags) throws SQLException {
    for (String tag : tags) {
      update(DELETE, address, tag);
    }
  }

  private void update(String sql, EntryAddress address, String tag) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    statement.setLong(1, address.generation());
    statement.setString(2, tag);
    statement.setString(3, address.key().id());
    statement.executeUpdate();
  }
}
