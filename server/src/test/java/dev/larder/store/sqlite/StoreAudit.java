package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.model.Content;
import dev.larder.model.IndexTerm;
import dev.larder.model.ObjectKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks into a database file that no store has open, and fails where its tables do not agree with
 * each other.
 */
final class StoreAudit {
  private final Connection connection;

  private StoreAudit(Connection connection) {
    this.connection = connection;
  }

  /** Checks everything that must hold in every file, whatever happened to it. */
  static void check(Path directory) throws SQLException {
    try (Connection connection =
        new SqlitePragmas(TestingSqliteConfigs.of(directory)).reader().getConnection()) {
      StoreAudit audit = new StoreAudit(connection);
      assertEquals("ok", audit.text("PRAGMA integrity_check"), "integrity_check");
      assertEquals("", audit.text("SELECT group_concat(\"table\") FROM pragma_foreign_key_check"));
      audit.checkCounters();
      audit.checkEntries();
      audit.checkLog();
    }
  }

  /** A single number out of a database file. */
  static long number(Path directory, String sql) throws SQLException {
    try (Connection connection =
        new SqlitePragmas(TestingSqliteConfigs.of(directory)).reader().getConnection()) {
      return Long.parseLong(new StoreAudit(connection).text(sql));
    }
  }

  private void checkCounters() throws SQLException {
    assertEquals(
        "",
        text(
            "SELECT group_concat(kind.generation) FROM kind LEFT JOIN"
                + " (SELECT generation, count(*) AS n, sum(weight) AS w,"
                + "   sum(fetch_time / 1000000) AS f FROM entry GROUP BY generation) AS found"
                + " ON found.generation = kind.generation"
                + " WHERE objects != coalesce(n, 0) OR bytes != coalesce(w, 0)"
                + " OR fetch_seconds != coalesce(f, 0)"),
        "kinds whose counters are not the sum of their rows");
    assertEquals(
        "0",
        text(
            "SELECT count(*) FROM entry WHERE generation NOT IN (SELECT generation FROM kind)"
                + " AND generation NOT IN (SELECT generation FROM cleared_generation)"),
        "entries of no generation");
  }

  /**
   * Every payload has its etag and weight, every index term its entry and every entry its index
   * terms.
   */
  private void checkEntries() throws SQLException {
    Set<String> expected = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT " + EntryRows.ALL_COLUMNS + ", generation FROM entry")) {
      while (rows.next()) {
        String id = EntryRows.id(rows);
        StoredEntry stored = EntryRows.stored(new ObjectKey("n", "k", id), rows);
        Content content = stored.entry().content();
        assertEquals(
            Content.of(content.payload(), content.indexTerms(), content.originValidator()),
            content,
            "the etag of " + id);
        assertEquals(stored.entry().weight(), stored.head().weight(), "the weight of " + id);
        for (IndexTerm term : content.indexTerms()) {
          expected.add(row(rows.getLong(18), CaseFolding.fold(term.value()), id, term.field()));
        }
      }
    }
    assertEquals(expected, terms(), "index terms");
  }

  private Set<String> terms() throws SQLException {
    Set<String> found = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT generation, folded_value, id, field FROM index_term WHERE generation IN"
                    + " (SELECT generation FROM entry)")) {
      while (rows.next()) {
        found.add(row(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4)));
      }
    }
    return found;
  }

  private static String row(long generation, String value, String id, String field) {
    return generation + "/" + value + "/" + id + "/" + field;
  }

  /** The log has no gap and ends at the namespace's revision, and no entry is ahead of it. */
  private void checkLog() throws SQLException {
    assertEquals(
        "",
        text(
            "SELECT group_concat(name) FROM namespace JOIN"
                + " (SELECT namespace_id, min(revision) AS low, max(revision) AS high,"
                + "   count(*) AS n FROM change_log GROUP BY namespace_id) USING (namespace_id)"
                + " WHERE high != revision OR n != high - low + 1"),
        "namespaces whose change log has gaps");
    assertEquals(
        "0",
        text(
            "SELECT count(*) FROM entry JOIN kind USING (generation) JOIN namespace"
                + " USING (namespace_id) WHERE entry.revision > namespace.revision"),
        "entries ahead of their namespace");
    assertEquals(
        "0",
        text(
            "SELECT count(*) FROM entry JOIN kind USING (generation) JOIN change_log"
                + " USING (namespace_id, revision) WHERE change_log.id IS NOT entry.id"
                + " OR change_log.kind IS NOT kind.name"),
        "entries whose revision the log gives to another");
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      String text = row.getString(1);
      return text == null ? "" : text;
    }
  }

  /** How many rows each table has. */
  static Map<String, Long> rows(Path directory) throws SQLException {
    Map<String, Long> rows = new TreeMap<>();
    for (String table : new String[] {"entry", "index_term", "change_log", "cleared_generation"}) {
      rows.put(table, number(directory, "SELECT count(*) FROM " + table));
    }
    return rows;
  }
}
