package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.ObjectKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
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

  /** A row of the table {@code entry}. */
  private record AuditedEntry(long generation, EntryHead head, Entry entry) {}

  private List<AuditedEntry> entries() throws SQLException {
    List<AuditedEntry> entries = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT " + ObjectDao.HEAD_COLUMNS + ", payload, generation, id FROM entry")) {
      while (rows.next()) {
        EntryHead head = ObjectDao.head(rows);
        ObjectKey key = new ObjectKey("n", "k", rows.getString(6));
        Entry entry = head.metadata().entry(key, rows.getBytes(4));
        entries.add(new AuditedEntry(rows.getLong(5), head, entry));
      }
    }
    return entries;
  }

  /** Objects, bytes and seconds of fetch time of a kind. */
  private record Counters(long objects, long bytes, long fetchSeconds) {
    Counters plus(Counters more) {
      return new Counters(
          objects + more.objects, bytes + more.bytes, fetchSeconds + more.fetchSeconds);
    }
  }

  private void checkCounters() throws SQLException {
    Map<Long, Counters> found = new TreeMap<>();
    for (AuditedEntry entry : entries()) {
      EntryHead head = entry.head();
      found.merge(
          entry.generation(), new Counters(1, head.weight(), head.fetchSeconds()), Counters::plus);
    }
    try (Statement statement = connection.createStatement();
        ResultSet kinds =
            statement.executeQuery("SELECT generation, objects, bytes, fetch_seconds FROM kind")) {
      while (kinds.next()) {
        assertEquals(
            new Counters(kinds.getLong(2), kinds.getLong(3), kinds.getLong(4)),
            found.getOrDefault(kinds.getLong(1), new Counters(0, 0, 0)),
            "the counters of generation " + kinds.getLong(1) + " and the sums of its rows");
      }
    }
    assertEquals(
        "0",
        text(
            "SELECT count(*) FROM entry WHERE generation NOT IN (SELECT generation FROM kind)"
                + " AND generation NOT IN (SELECT generation FROM cleared_generation)"),
        "entries of no generation");
  }

  /**
   * Every payload has its etag and weight, every row is swept in time, every index term has its
   * entry and every entry its index terms, and so has every tag.
   */
  private void checkEntries() throws SQLException {
    Set<String> expected = new TreeSet<>();
    Set<String> expectedTags = new TreeSet<>();
    for (AuditedEntry audited : entries()) {
      EntryHead head = audited.head();
      Content content = audited.entry().content();
      String id = audited.entry().key().id();
      assertEquals(
          Content.of(
              content.payload(), content.indexTerms(), content.tags(), content.originValidator()),
          content,
          "the etag of " + id);
      assertEquals(audited.entry().weight(), head.weight(), "the weight of " + id);
      assertTrue(
          head.sweepTime() <= Microseconds.of(head.validity().hardExpiry()),
          "the sweep time of " + id);
      for (IndexTerm term : content.indexTerms()) {
        expected.add(row(audited.generation(), CaseFolding.fold(term.value()), id, term.field()));
      }
      for (String tag : content.tags()) {
        expectedTags.add(row(audited.generation(), tag, id, ""));
      }
    }
    assertEquals(expected, terms(), "index terms");
    assertEquals(expectedTags, tags(), "tags");
  }

  private Set<String> tags() throws SQLException {
    Set<String> found = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT generation, tag, id FROM entry_tag WHERE generation IN"
                    + " (SELECT generation FROM entry)")) {
      while (rows.next()) {
        found.add(row(rows.getLong(1), rows.getString(2), rows.getString(3), ""));
      }
    }
    return found;
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
    for (AuditedEntry entry : entries()) {
      checkRevision(entry);
    }
  }

  /** Those of cleared generations have lost their kind, and with it their namespace. */
  private void checkRevision(AuditedEntry audited) throws SQLException {
    String revision = Long.toString(audited.entry().revision());
    String id = audited.entry().key().id();
    String ofKind =
        " FROM kind JOIN namespace USING (namespace_id) WHERE generation = "
            + audited.generation()
            + " AND ";
    assertEquals(
        "0",
        text("SELECT count(*)" + ofKind + "namespace.revision < " + revision),
        id + " is ahead of its namespace");
    try (PreparedStatement others =
        connection.prepareStatement(
            "SELECT count(*) FROM kind JOIN change_log USING (namespace_id) WHERE generation = ?"
                + " AND revision = ? AND (change_log.id IS NOT ? OR change_log.kind IS NOT kind.name)")) {
      others.setLong(1, audited.generation());
      others.setLong(2, audited.entry().revision());
      others.setString(3, id);
      try (ResultSet row = others.executeQuery()) {
        row.next();
        assertEquals(0, row.getLong(1), "the log gives the revision of " + id + " to another");
      }
    }
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
    for (String table :
        new String[] {
          "entry", "index_term", "entry_tag", "tag_mark", "change_log", "cleared_generation"
        }) {
      rows.put(table, number(directory, "SELECT count(*) FROM " + table));
    }
    return rows;
  }
}
