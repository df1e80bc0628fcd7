package dev.larder.store.sqlite;

import dev.larder.model.Bytes;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Entries as rows and back. The order of the columns is known here and nowhere else. */
final class EntryRows {
  /** What {@link #head} reads, in its order. */
  static final String HEAD_COLUMNS =
      "id, entry_id, weight, revision, fetch_time, fresh, stale_while_revalidate, stale_if_error,"
          + " soft_expiry, delete_time, etag, index_terms, form";

  /** What {@link #stored} reads, in its order. */
  static final String ALL_COLUMNS =
      HEAD_COLUMNS + ", origin_validator, content_type, content_encoding, payload";

  /** What {@link #bind} sets, in its order. */
  static final String BOUND_COLUMNS =
      "revision, fetch_time, fresh, stale_while_revalidate, stale_if_error, soft_expiry,"
          + " hard_expiry, delete_time, access_time, weight, etag, origin_validator, index_terms,"
          + " form, content_type, content_encoding, payload";

  static final int BOUND_COUNT = 17;

  private static final Payload.Form[] FORMS = Payload.Form.values();

  private EntryRows() {}

  static String id(ResultSet row) throws SQLException {
    return row.getString(1);
  }

  static EntryHead head(ResultSet row) throws SQLException {
    long deleteTime = row.getLong(10);
    boolean tombstone = !row.wasNull();
    int form = row.getInt(13);
    return new EntryHead(
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        validity(row),
        tombstone ? Microseconds.time(deleteTime) : null,
        row.getString(11),
        JsonTexts.terms(row.getString(12)),
        form == 0);
  }

  private static Validity validity(ResultSet row) throws SQLException {
    Lifetime lifetime =
        new Lifetime(
            Microseconds.duration(row.getLong(6)),
            Microseconds.duration(row.getLong(7)),
            Microseconds.duration(row.getLong(8)));
    return new Validity(
        Microseconds.time(row.getLong(5)), lifetime, Microseconds.time(row.getLong(9)));
  }

  static StoredEntry stored(ObjectKey key, ResultSet row) throws SQLException {
    EntryHead head = head(row);
    Content content = new Content(payload(row), head.etag(), head.indexTerms(), row.getString(14));
    return new StoredEntry(
        head, new Entry(key, content, head.validity(), head.revision(), head.deleteTime()));
  }

  private static @Nullable Payload payload(ResultSet row) throws SQLException {
    int form = row.getInt(13);
    if (form == 0) {
      return null;
    }
    byte[] bytes = row.getBytes(17);
    return new Payload(
        form(form),
        bytes == null || bytes.length == 0 ? Bytes.EMPTY : Bytes.wrap(bytes),
        row.getString(15),
        row.getString(16));
  }

  private static Payload.Form form(int number) throws SQLException {
    for (Payload.Form form : FORMS) {
      if (form.number() == number) {
        return form;
      }
    }
    throw new SQLException("unknown form of a payload: " + number);
  }

  /** Sets BOUND_COLUMNS from the given parameter on. */
  static void bind(PreparedStatement statement, int first, Entry entry, Instant accessTime)
      throws SQLException {
    Content content = entry.content();
    int next = bindTimes(statement, first, entry);
    statement.setLong(next++, Microseconds.of(accessTime));
    statement.setLong(next++, entry.weight());
    statement.setString(next++, content.etag());
    statement.setString(next++, content.originValidator());
    statement.setString(next++, JsonTexts.ofTerms(content.indexTerms()));
    bindPayload(statement, next, content.payload());
  }

  /** Sets the first eight of BOUND_COLUMNS; answers the parameter after them. */
  static int bindTimes(PreparedStatement statement, int first, Entry entry) throws SQLException {
    Validity validity = entry.validity();
    Lifetime lifetime = validity.lifetime();
    int next = first;
    statement.setLong(next++, entry.revision());
    statement.setLong(next++, Microseconds.of(validity.fetchTime()));
    statement.setLong(next++, Microseconds.of(lifetime.fresh()));
    statement.setLong(next++, Microseconds.of(lifetime.staleWhileRevalidate()));
    statement.setLong(next++, Microseconds.of(lifetime.staleIfError()));
    statement.setLong(next++, Microseconds.of(validity.softExpiry()));
    statement.setLong(next++, Microseconds.of(validity.hardExpiry()));
    bindTime(statement, next++, entry.deleteTime());
    return next;
  }

  private static void bindTime(PreparedStatement statement, int parameter, @Nullable Instant time)
      throws SQLException {
    if (time == null) {
      statement.setNull(parameter, Types.INTEGER);
    } else {
      statement.setLong(parameter, Microseconds.of(time));
    }
  }

  private static void bindPayload(PreparedStatement statement, int first, @Nullable Payload payload)
      throws SQLException {
    if (payload == null) {
      statement.setNull(first, Types.INTEGER);
      statement.setNull(first + 1, Types.VARCHAR);
      statement.setNull(first + 2, Types.VARCHAR);
      statement.setNull(first + 3, Types.BLOB);
    } else {
      statement.setInt(first, payload.form().number());
      statement.setString(first + 1, payload.contentType());
      statement.setString(first + 2, payload.contentEncoding());
      statement.setBytes(first + 3, payload.bytes().array());
    }
  }
}
