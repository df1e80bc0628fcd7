package dev.larder.store.sqlite;

import dev.larder.model.KindPolicy;
import dev.larder.model.NamespaceLimits;
import dev.larder.store.ChangeType;
import dev.larder.store.Invalidations;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/**
 * The statements of the writer on namespaces, kinds and the change log. Blocking; used by the
 * thread that owns the writing connection.
 */
final class NamespaceDao {
  private static final String INSERT_NAMESPACE =
      "INSERT INTO namespace (name, revision, max_bytes, max_objects, eviction, settings_revision,"
          + " tag_floor) SELECT ?, revision_floor, ?, ?, ?, 1, revision_floor FROM store_state"
          + " RETURNING namespace_id, revision";
  private static final String UPDATE_SETTINGS =
      "UPDATE namespace SET max_bytes = ?, max_objects = ?, eviction = ?, settings_revision = ?"
          + " WHERE namespace_id = ?";
  private static final String UPDATE_REVISION =
      "UPDATE namespace SET revision = ? WHERE namespace_id = ?";
  private static final String DELETE_NAMESPACE = "DELETE FROM namespace WHERE namespace_id = ?";
  private static final String RAISE_FLOOR =
      "UPDATE store_state SET revision_floor = max(revision_floor, ?)";
  private static final String INSERT_KIND =
      "INSERT INTO kind (fresh, stale_while_revalidate, stale_if_error, negative_lifetime,"
          + " ttl_jitter, default_freshness, fold_case_fields, require_json, refresh_ahead,"
          + " namespace_id, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING generation";
  private static final String UPDATE_POLICY =
      "UPDATE kind SET fresh = ?, stale_while_revalidate = ?, stale_if_error = ?,"
          + " negative_lifetime = ?, ttl_jitter = ?, default_freshness = ?, fold_case_fields = ?,"
          + " require_json = ?, refresh_ahead = ? WHERE generation = ?";
  private static final int POLICY_COLUMNS = 9;
  private static final String UPDATE_INVALIDATIONS =
      "UPDATE kind SET invalidations = ? WHERE generation = ?";
  private static final String UPDATE_FIGURES =
      "UPDATE kind SET objects = ?, bytes = ?, fetch_seconds = ?, collections = ?,"
          + " collection_members = ? WHERE generation = ?";
  private static final String DELETE_KIND = "DELETE FROM kind WHERE generation = ?";
  private static final String ADD_CLEARED =
      "INSERT INTO cleared_generation (generation) VALUES (?)";
  private static final String ADD_CHANGE =
      "INSERT INTO change_log (namespace_id, revision, type, kind, id) VALUES (?, ?, ?, ?, ?)";
  private static final String ADD_TAG_CHANGE =
      "INSERT INTO change_log (namespace_id, revision, type, tag) VALUES (?, ?, ?, ?)";

  private static final String FIND_DELETION =
      "SELECT 1 FROM change_log WHERE namespace_id = ? AND revision = ? AND type = ?";

  private final PreparedStatements statements;

  NamespaceDao(PreparedStatements statements) {
    this.statements = statements;
  }

  /** Adds a namespace; its revisions go on where those of the deleted ones ended. */
  NamespaceAccount insertNamespace(String name, NamespaceLimits limits) throws SQLException {
    PreparedStatement statement = statements.get(INSERT_NAMESPACE);
    statement.setString(1, name);
    bindLimits(statement, 2, limits);
    try (ResultSet row = statement.executeQuery()) {
      requireRow(row);
      return new NamespaceAccount(row.getLong(1), row.getLong(2), 1, 0, 0);
    }
  }

  void updateSettings(NamespaceAccount account, NamespaceLimits limits) throws SQLException {
    PreparedStatement statement = statements.get(UPDATE_SETTINGS);
    bindLimits(statement, 1, limits);
    statement.setLong(4, account.settingsRevision());
    statement.setLong(5, account.namespaceId());
    statement.executeUpdate();
  }

  private static void bindLimits(PreparedStatement statement, int first, NamespaceLimits limits)
      throws SQLException {
    statement.setLong(first, limits.maxBytes());
    statement.setLong(first + 1, limits.maxObjects());
    statement.setInt(first + 2, limits.eviction().number());
  }

  void updateRevision(NamespaceAccount account) throws SQLException {
    update(UPDATE_REVISION, account.revision(), account.namespaceId());
  }

  /** Deletes a namespace that has no kinds left. */
  void deleteNamespace(NamespaceAccount account) throws SQLException {
    update(RAISE_FLOOR, account.revision());
    update(DELETE_NAMESPACE, account.namespaceId());
  }

  /** Adds a kind; answers its generation. */
  long insertKind(long namespaceId, String name, KindPolicy policy) throws SQLException {
    PreparedStatement statement = statements.get(INSERT_KIND);
    bindPolicy(statement, policy);
    statement.setLong(POLICY_COLUMNS + 1, namespaceId);
    statement.setString(POLICY_COLUMNS + 2, name);
    try (ResultSet row = statement.executeQuery()) {
      requireRow(row);
      return row.getLong(1);
    }
  }

  void updatePolicy(long generation, KindPolicy policy) throws SQLException {
    PreparedStatement statement = statements.get(UPDATE_POLICY);
    bindPolicy(statement, policy);
    statement.setLong(POLICY_COLUMNS + 1, generation);
    statement.executeUpdate();
  }

  private static void bindPolicy(PreparedStatement statement, KindPolicy policy)
      throws SQLException {
    statement.setLong(1, Microseconds.of(policy.lifetime().fresh()));
    statement.setLong(2, Microseconds.of(policy.lifetime().staleWhileRevalidate()));
    statement.setLong(3, Microseconds.of(policy.lifetime().staleIfError()));
    statement.setLong(4, Microseconds.of(policy.negativeLifetime()));
    statement.setDouble(5, policy.ttlJitter());
    statement.setInt(6, policy.defaultFreshness().number());
    statement.setString(7, JsonTexts.ofTexts(policy.foldCaseFields().stream().sorted().toList()));
    statement.setBoolean(8, policy.requireJson());
    statement.setDouble(POLICY_COLUMNS, policy.refreshAhead());
  }

  void updateInvalidations(long generation, Invalidations invalidations) throws SQLException {
    PreparedStatement statement = statements.get(UPDATE_INVALIDATIONS);
    statement.setString(1, JsonTexts.ofInvalidations(invalidations));
    statement.setLong(2, generation);
    statement.executeUpdate();
  }

  void updateFigures(long generation, KindFigures figures) throws SQLException {
    update(
        UPDATE_FIGURES,
        figures.rows().objects(),
        figures.rows().bytes(),
        figures.rows().fetchSeconds(),
        figures.sets().collections(),
        figures.sets().members(),
        generation);
  }

  /** Deletes a kind and leaves its rows to be removed in slices. */
  void deleteKind(long generation) throws SQLException {
    update(DELETE_KIND, generation);
    update(ADD_CLEARED, generation);
  }

  void addChange(
      NamespaceAccount account, ChangeType type, @Nullable String kind, @Nullable String id)
      throws SQLException {
    PreparedStatement statement = statements.get(ADD_CHANGE);
    statement.setLong(1, account.namespaceId());
    statement.setLong(2, account.revision());
    statement.setInt(3, type.number());
    bindText(statement, 4, kind);
    bindText(statement, 5, id);
    statement.executeUpdate();
  }

  void addTagChange(NamespaceAccount account, String tag) throws SQLException {
    PreparedStatement statement = statements.get(ADD_TAG_CHANGE);
    statement.setLong(1, account.namespaceId());
    statement.setLong(2, account.revision());
    statement.setInt(3, ChangeType.INVALIDATED.number());
    statement.setString(4, tag);
    statement.executeUpdate();
  }

  /** True when the log has this change, and it was a delete. */
  boolean isDeletion(NamespaceAccount account, long revision) throws SQLException {
    PreparedStatement statement = statements.get(FIND_DELETION);
    statement.setLong(1, account.namespaceId());
    statement.setLong(2, revision);
    statement.setInt(3, ChangeType.DELETED.number());
    try (ResultSet row = statement.executeQuery()) {
      return row.next();
    }
  }

  private static void bindText(PreparedStatement statement, int parameter, @Nullable String text)
      throws SQLException {
    if (text == null) {
      statement.setNull(parameter, Types.VARCHAR);
    } else {
      statement.setString(parameter, text);
    }
  }

  private void update(String sql, long... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setLong(i + 1, values[i]);
    }
    statement.executeUpdate();
  }

  private static void requireRow(ResultSet row) throws SQLException {
    if (!row.next()) {
      throw new SQLException("an insert gave back no row");
    }
  }
}
