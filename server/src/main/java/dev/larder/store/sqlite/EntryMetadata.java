package dev.larder.store.sqlite;

import dev.larder.model.Bytes;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a row of the table {@code entry} says of its entry besides the payload: one value, because
 * the driver takes several calls into SQLite for each column that it reads, and fourteen columns
 * took longer than to find the row. What SQL must see, to find or to order rows, has a column of
 * its own beside it.
 *
 * <p>In this order: the format, the form of the payload (0 for a negative entry), the revision, the
 * weight, the fetch time, the three parts of the lifetime, the soft expiry, 1 and the delete time
 * for a tombstone (else 0), the etag, the origin's validator, the content's type and encoding, how
 * many index terms there are, and the field and the value of each, how many tags there are, and
 * each.
 *
 * @param form null for a negative entry
 */
record EntryMetadata(
    Payload.@Nullable Form form,
    long revision,
    long weight,
    Validity validity,
    @Nullable Instant deleteTime,
    String etag,
    String originValidator,
    String contentType,
    String contentEncoding,
    List<IndexTerm> indexTerms,
    List<String> tags) {
  /** Of how it is written; another one would be for another migration. */
  private static final int FORMAT = 1;

  private static final long LONGEST = Microseconds.of(Lifetime.LONGEST);
  private static final long LATEST = 1L << 60;
  private static final Payload.Form[] FORMS = Payload.Form.values();

  static byte[] bytes(Entry entry) {
    Content content = entry.content();
    Payload payload = content.payload();
    MetadataWriter to = new MetadataWriter();
    to.number(FORMAT);
    to.number(payload == null ? 0 : payload.form().number());
    to.number(entry.revision());
    to.number(entry.weight());
    write(entry.validity(), to);
    write(entry.deleteTime(), to);
    to.text(content.etag());
    to.text(content.originValidator());
    to.text(payload == null ? "" : payload.contentType());
    to.text(payload == null ? "" : payload.contentEncoding());
    write(content.indexTerms(), to);
    writeTags(content.tags(), to);
    return to.toBytes();
  }

  /** The same entry with another validity, written. */
  byte[] bytesWith(Validity other) {
    MetadataWriter to = new MetadataWriter();
    to.number(FORMAT);
    to.number(form == null ? 0 : form.number());
    to.number(revision);
    to.number(weight);
    write(other, to);
    write(deleteTime, to);
    to.text(etag);
    to.text(originValidator);
    to.text(contentType);
    to.text(contentEncoding);
    write(indexTerms, to);
    writeTags(tags, to);
    return to.toBytes();
  }

  private static void write(Validity validity, MetadataWriter to) {
    Lifetime lifetime = validity.lifetime();
    to.number(Microseconds.of(validity.fetchTime()));
    to.number(Microseconds.of(lifetime.fresh()));
    to.number(Microseconds.of(lifetime.staleWhileRevalidate()));
    to.number(Microseconds.of(lifetime.staleIfError()));
    to.number(Microseconds.of(validity.softExpiry()));
  }

  private static void write(@Nullable Instant deleteTime, MetadataWriter to) {
    if (deleteTime == null) {
      to.number(0);
    } else {
      to.number(1);
      to.number(Microseconds.of(deleteTime));
    }
  }

  private static void write(List<IndexTerm> terms, MetadataWriter to) {
    to.number(terms.size());
    for (IndexTerm term : terms) {
      to.text(term.field());
      to.text(term.value());
    }
  }

  private static void writeTags(List<String> tags, MetadataWriter to) {
    to.number(tags.size());
    for (String tag : tags) {
      to.text(tag);
    }
  }

  /** Fails as a damaged value where {@link #bytes} cannot have written this. */
  static EntryMetadata read(byte @Nullable [] bytes) throws SQLException {
    MetadataReader from = new MetadataReader(bytes);
    if (from.number() != FORMAT) {
      throw MetadataReader.damaged();
    }
    EntryMetadata read =
        new EntryMetadata(
            form(from.number()),
            from.number(Long.MAX_VALUE),
            from.number(Long.MAX_VALUE),
            validity(from),
            from.number(1) == 0 ? null : time(from),
            from.text(),
            from.text(),
            from.text(),
            from.text(),
            terms(from),
            tags(from));
    from.requireEnd();
    return read;
  }

  private static Payload.@Nullable Form form(long number) throws SQLException {
    for (Payload.Form form : FORMS) {
      if (form.number() == number) {
        return form;
      }
    }
    if (number != 0) {
      throw MetadataReader.damaged();
    }
    return null;
  }

  private static Validity validity(MetadataReader from) throws SQLException {
    Instant fetchTime = time(from);
    Lifetime lifetime = new Lifetime(duration(from), duration(from), duration(from));
    return new Validity(fetchTime, lifetime, time(from));
  }

  /** Within some thousand years, so that whoever adds to it gets a time again. */
  private static Instant time(MetadataReader from) throws SQLException {
    long time = from.number();
    if (Math.abs(time) > LATEST) {
      throw MetadataReader.damaged();
    }
    return Microseconds.time(time);
  }

  private static Duration duration(MetadataReader from) throws SQLException {
    return Microseconds.duration(from.number(LONGEST));
  }

  private static List<IndexTerm> terms(MetadataReader from) throws SQLException {
    int count = from.count();
    if (count == 0) {
      return List.of();
    }
    List<IndexTerm> terms = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      terms.add(new IndexTerm(from.text(), from.text()));
    }
    return terms;
  }

  private static List<String> tags(MetadataReader from) throws SQLException {
    int count = from.count();
    if (count == 0) {
      return List.of();
    }
    List<String> tags = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tags.add(from.text());
    }
    return tags;
  }

  /** The whole entry, with the payload's bytes from beside it. */
  Entry entry(ObjectKey key, byte @Nullable [] payload) {
    Content content = new Content(payload(payload), etag, indexTerms, tags, originValidator);
    return new Entry(key, content, validity, revision, deleteTime);
  }

  private @Nullable Payload payload(byte @Nullable [] bytes) {
    if (form == null) {
      return null;
    }
    return new Payload(
        form,
        bytes == null || bytes.length == 0 ? Bytes.EMPTY : Bytes.wrap(bytes),
        contentType,
        contentEncoding);
  }
}
