package dev.larder.store.sqlite;

import dev.larder.model.Freshness;
import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.NamespaceLimits;
import dev.larder.store.Catalogue;
import dev.larder.store.Invalidations;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import dev.larder.store.TagMark;
import dev.larder.store.TagMarks;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Reads the state of namespaces, kinds and counters when a store is opened. */
final class CatalogueLoader {
  private final Map<String, NamespaceAccount> accounts = new HashMap<>();
  private final Map<Long, KindFigures> figures = new HashMap<>();
  private final SortedMap<String, NamespaceState> namespaces =
      new TreeMap<>(CodePointOrder.INSTANCE);

  private CatalogueLoader() {}

  /**
   * Reads all of it.
   *
   * @throws SQLException one that {@link DatabaseCheck#isDamage} knows when a value cannot be read
   */
  static CommittedState load(Connection connection, String epoch) throws SQLException {
    CatalogueLoader loader = new CatalogueLoader();
    try (Statement statement = connection.createStatement()) {
      loader.readNamespaces(statement, TagMarkDao.readAll(statement));
      loader.readKinds(statement);
    } catch (UncheckedIOException e) {
      throw DatabaseCheck.damagedValue(String.valueOf(e.getMessage()), e);
    }
    return new CommittedState(
        new Catalogue(epoch, loader.namespaces), loader.accounts, loader.figures);
  }

  private void readNamespaces(Statement statement, Map<Long, Map<String, TagMark>> marks)
      throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT namespace_id, name, revision, settings_revision, max_bytes, max_objects,"
                + " eviction, tag_floor FROM namespace")) {
      while (row.next()) {
        String name = text(row, 2);
        NamespaceAccount account =
            new NamespaceAccount(row.getLong(1), row.getLong(3), row.getLong(4), 0, 0);
        NamespaceLimits limits =
            new NamespaceLimits(row.getLong(5), row.getLong(6), eviction(row.getInt(7)));
        accounts.put(name, account);
        TagMarks tagMarks =
            new TagMarks(marks.getOrDefault(account.namespaceId(), Map.of()), row.getLong(8));
        namespaces.put(
            name,
            new NamespaceState(
                name, limits, new TreeMap<>(CodePointOrder.INSTANCE), account.etag(), tagMarks));
      }
    }
  }

  private void readKinds(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT n.name, k.name, k.generation, k.objects, k.bytes, k.fetch_seconds, k.fresh,"
                + " k.stale_while_revalidate, k.stale_if_error, k.negative_lifetime,"
                + " k.ttl_jitter, k.default_freshness, k.fold_case_fields, k.require_json,"
                + " k.invalidations, k.refresh_ahead FROM kind k JOIN namespace n USING (namespace_id) ORDER BY k.namespace_id")) {
      SortedMap<String, KindState> kinds = new TreeMap<>(CodePointOrder.INSTANCE);
      String namespace = null;
      while (row.next()) {
        String owner = text(row, 1);
        if (!owner.equals(namespace)) {
          addKinds(namespace, kinds);
          namespace = owner;
          kinds = new TreeMap<>(CodePointOrder.INSTANCE);
        }
        kinds.put(text(row, 2), kind(row));
        addFigures(owner, row);
      }
      addKinds(namespace, kinds);
    }
  }

  private void addKinds(@Nullable String namespace, SortedMap<String, KindState> kinds) {
    if (namespace != null) {
      namespaces.computeIfPresent(namespace, (name, state) -> state.withKinds(kinds));
    }
  }

  private void addFigures(String namespace, ResultSet row) throws SQLException {
    long objects = row.getLong(4);
    long bytes = row.getLong(5);
    KindFigures none = KindFigures.none(namespace, text(row, 2));
    figures.put(row.getLong(3), none.plus(objects, bytes, row.getLong(6)));
    accounts.computeIfPresent(namespace, (name, account) -> account.plus(objects, bytes));
  }

  private static KindState kind(ResultSet row) throws SQLException {
    Lifetime lifetime =
        new Lifetime(
            Microseconds.duration(row.getLong(7)),
            Microseconds.duration(row.getLong(8)),
            Microseconds.duration(row.getLong(9)));
    KindPolicy policy =
        new KindPolicy(
            lifetime,
            Microseconds.duration(row.getLong(10)),
            row.getDouble(11),
            numbered(Freshness.values(), Freshness::number, row.getInt(12)),
            new HashSet<>(JsonTexts.strings(text(row, 13))),
            row.getBoolean(14),
            row.getDouble(16));
    Invalidations invalidations = JsonTexts.invalidations(text(row, 15));
    return new KindState(row.getLong(3), policy, invalidations, TagMarks.NONE);
  }

  /** A text that is never missing; without it the file is damaged. */
  static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    if (text == null) {
      throw DatabaseCheck.damagedValue("nothing in a column that is never empty", null);
    }
    return text;
  }

  private static NamespaceLimits.Eviction eviction(int number) throws SQLException {
    return numbered(NamespaceLimits.Eviction.values(), NamespaceLimits.Eviction::number, number);
  }

  private static <E extends Enum<E>> E numbered(
      E[] constants, ToIntFunction<E> numberOf, int number) throws SQLException {
    return Arrays.stream(constants)
        .filter(constant -> numberOf.applyAsInt(constant) == number)
        .findFirst()
        .orElseThrow(
            () -> DatabaseCheck.damagedValue("unknown number in a column: " + number, null));
  }
}
