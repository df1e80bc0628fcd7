package dev.larder.store.sqlite;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.Lifetime;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceLimits.Eviction;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import dev.larder.store.ChangeType;
import dev.larder.store.EntryAddress;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.WriteCommand.PutBatch;
import dev.larder.store.WriteCommand.PutResult;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts, one or many. */
final class PutCommands {
  private final WriteTransaction transaction;

  PutCommands(WriteTransaction transaction) {
    this.transaction = transaction;
  }

  PutResult put(Put put) throws SQLException {
    ObjectKey key = put.key();
    KindState known = transaction.state().kind(key.namespace(), key.kind());
    if (known == null && !put.mayCreate()) {
      new NamespaceCommands(transaction).requireKind(key.namespace(), key.kind());
    }
    EntryHead row = known == null ? null : transaction.objects().findHead(known.address(key));
    return put(put, known, row);
  }

  /**
   * The same for a caller who has looked at what is there.
   *
   * @param known null: the kind does not exist, and may come into being
   * @param row null: there is none
   */
  PutResult put(Put put, @Nullable KindState known, @Nullable EntryHead row) throws SQLException {
    ObjectKey key = put.key();
    Validity validity = toMicroseconds(put.validity());
    EntryHead current =
        known != null && row != null && row.currentAt(known, transaction.now()) ? row : null;
    Preconditions.check(put.precondition(), key, current, validity.fetchTime(), transaction.now());
    refuseOverQuota(new Entry(key, put.content(), validity, 0, null), row);
    long revision = store(key, put.content(), validity, row);
    boolean changed = current == null || !current.etag().equals(put.content().etag());
    return new PutResult(revision, put.content().etag(), changed);
  }

  /** In the row that was there, whatever it was: gone, a tombstone, or the current entry. */
  private long store(ObjectKey key, Content content, Validity validity, @Nullable EntryHead row)
      throws SQLException {
    KindState kind = new CatalogueEdits(transaction).requireKind(key.namespace(), key.kind());
    EntryAddress address = kind.address(key);
    long revision = transaction.nextRevision(key.namespace());
    // Written as its invalidated tags leave it: their marks may be dropped before it goes.
    Validity marked = kind.tagMarks().apply(validity, revision, content.tags());
    Entry entry = new Entry(key, content, marked, revision, null);
    if (row == null) {
      transaction.objects().insert(kind.generation(), entry, transaction.now());
    } else {
      transaction.objects().replace(row, entry, transaction.now());
    }
    List<IndexTerm> termsBefore = row == null ? List.of() : row.indexTerms();
    transaction.objects().replaceTerms(address, termsBefore, content.indexTerms());
    List<String> tagsBefore = row == null ? List.of() : row.tags();
    transaction.objects().tags().replace(address, tagsBefore, content.tags());
    transaction.changed(address, ChangeType.PUT, row, entry);
    return revision;
  }

  /** What makes a namespace smaller is let through even when it is over its limit. */
  private void refuseOverQuota(Entry entry, @Nullable EntryHead row) {
    NamespaceState namespace = transaction.state().namespace(entry.key().namespace());
    if (namespace == null || namespace.limits().eviction() != Eviction.REJECT) {
      return;
    }
    NamespaceLimits limits = namespace.limits();
    NamespaceAccount account = transaction.state().account(namespace.name());
    long bytes = entry.weight() - (row == null ? 0 : row.weight());
    if (bytes > 0 && limits.exceededBy(account.bytes() + bytes, 0)) {
      throw quotaExceeded(namespace, limits.maxBytes(), "bytes");
    }
    if (row == null && limits.exceededBy(0, account.objects() + 1)) {
      throw quotaExceeded(namespace, limits.maxObjects(), "objects");
    }
  }

  private static CacheException quotaExceeded(NamespaceState namespace, long limit, String unit) {
    return new CacheException(
        Reason.QUOTA_EXCEEDED,
        "the namespace may hold no more than %d %s".formatted(limit, unit),
        Map.of(
            CacheException.LIMIT, Long.toString(limit),
            CacheException.RESOURCE, namespace.name()));
  }

  /** As precise as it is stored, so that what is published is what will be read. */
  static Validity toMicroseconds(Validity validity) {
    Lifetime lifetime = validity.lifetime();
    return new Validity(
        validity.fetchTime().truncatedTo(ChronoUnit.MICROS),
        new Lifetime(
            lifetime.fresh().truncatedTo(ChronoUnit.MICROS),
            lifetime.staleWhileRevalidate().truncatedTo(ChronoUnit.MICROS),
            lifetime.staleIfError().truncatedTo(ChronoUnit.MICROS)),
        validity.softExpiry().truncatedTo(ChronoUnit.MICROS));
  }

  List<PutBatch.Item> putBatch(PutBatch batch) throws SQLException {
    return batch.atomic() ? putAll(batch.puts()) : putEach(batch.puts());
  }

  private List<PutBatch.Item> putEach(List<Put> puts) throws SQLException {
    List<PutBatch.Item> items = new ArrayList<>(puts.size());
    for (Put put : puts) {
      try {
        items.add(new PutBatch.Stored(put(put)));
      } catch (CacheException refusal) {
        items.add(new PutBatch.Refused(refusal));
      }
    }
    return items;
  }

  /**
   * Under a savepoint, because a later put may be refused for what an earlier one of the same batch
   * has done.
   */
  private List<PutBatch.Item> putAll(List<Put> puts) throws SQLException {
    PendingState mark = transaction.mark();
    List<PutBatch.Item> items = new ArrayList<>(puts.size());
    for (Put put : puts) {
      try {
        items.add(new PutBatch.Stored(put(put)));
      } catch (CacheException refusal) {
        transaction.restore(mark);
        return aborted(puts.size(), items.size(), refusal);
      }
    }
    transaction.keep();
    return items;
  }

  private static List<PutBatch.Item> aborted(int size, int refused, CacheException why) {
    PutBatch.Item other =
        new PutBatch.Refused(
            new CacheException(
                Reason.BATCH_ABORTED, "item %d of the batch was refused".formatted(refused)));
    List<PutBatch.Item> items = new ArrayList<>(Collections.nCopies(size, other));
    items.set(refused, new PutBatch.Refused(why));
    return items;
  }
}
