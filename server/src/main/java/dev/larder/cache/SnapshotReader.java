package dev.larder.cache;

import dev.larder.cache.ReadCounters.KindName;
import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.model.ObjectKey;
import dev.larder.model.Outcome;
import dev.larder.store.Catalogue;
import dev.larder.store.EntryAddress;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads many objects as of one moment.
 *
 * <p>The hot tier answers only when it has all of them and nothing was published, nor anything seen
 * ahead of its publication, between the first look and the last. Else one read of the store answers
 * for all of them, those that are hot too: two sources would be two moments. What the store's
 * snapshot does not have is the catalogue, and with it the invalidations of kinds and tags: when it
 * moved meanwhile, or when the snapshot is ahead of what is published, the read is done again, a
 * few times; after that it answers with what it has, as of one moment for the entries, and the
 * catalogue of a moment before.
 *
 * <p>What the store does not give, because it had read enough before, is DEFERRED.
 *
 * <p>Thread-safe.
 */
final class SnapshotReader {
  private static final int ATTEMPTS = 4;

  private final Publication publication;
  private final KindDirectory kinds;
  private final HotTier hotTier;
  private final StoreReads storeReads;
  private final ReadJudge judge;
  private final ReadCounters counters;

  @Inject
  SnapshotReader(
      Publication publication,
      KindDirectory kinds,
      HotTier hotTier,
      StoreReads storeReads,
      ReadJudge judge,
      ReadCounters counters) {
    this.publication = publication;
    this.kinds = kinds;
    this.hotTier = hotTier;
    this.storeReads = storeReads;
    this.judge = judge;
    this.counters = counters;
  }

  CompletableFuture<List<ReadAnswer>> getAll(
      List<ReadRequest> requests, Cancellation cancellation) {
    long sequence = publication.sequence();
    List<PreparedRead> reads = prepare(requests);
    List<Entry> hot = allHot(reads, sequence);
    if (hot != null) {
      hot.forEach(entry -> counters.countHotHit());
      addresses(reads).forEach(storeReads::answeredHot);
      return CompletableFuture.completedFuture(answers(reads, hot.iterator()));
    }
    return readStore(requests, reads, cancellation, ATTEMPTS);
  }

  /** Revisions first, then the one catalogue that all of them are judged by. */
  private List<PreparedRead> prepare(List<ReadRequest> requests) {
    long[] revisions = new long[requests.size()];
    for (int i = 0; i < revisions.length; i++) {
      revisions[i] = publication.revision(requests.get(i).key().namespace());
    }
    Catalogue catalogue = publication.catalogue();
    List<PreparedRead> reads = new ArrayList<>(revisions.length);
    for (int i = 0; i < revisions.length; i++) {
      ObjectKey key = requests.get(i).key();
      reads.add(
          PreparedRead.of(
              requests.get(i),
              revisions[i],
              catalogue,
              kinds.find(catalogue, key.namespace(), key.kind())));
    }
    return reads;
  }

  /** The entries of all reads that have an address, if they are hot and of one moment. */
  private @Nullable List<Entry> allHot(List<PreparedRead> reads, long sequence) {
    List<Entry> hot = new ArrayList<>(reads.size());
    for (EntryAddress address : addresses(reads)) {
      Entry entry = hotTier.find(address);
      if (entry == null || storeReads.ahead(entry)) {
        return null;
      }
      hot.add(entry);
    }
    boolean oneMoment = sequence % 2 == 0 && publication.sequence() == sequence;
    return oneMoment || hot.isEmpty() ? hot : null;
  }

  private CompletableFuture<List<ReadAnswer>> readStore(
      List<ReadRequest> requests,
      List<PreparedRead> reads,
      Cancellation cancellation,
      int attempts) {
    Catalogue catalogue = reads.get(0).catalogue();
    return storeReads
        .readAll(addresses(reads), cancellation)
        .thenCompose(
            found ->
                attempts == 1 || consistent(found, catalogue)
                    ? CompletableFuture.completedFuture(answers(reads, entries(found)))
                    : readStore(requests, prepare(requests), cancellation, attempts - 1));
  }

  private boolean consistent(List<Optional<Entry>> found, Catalogue catalogue) {
    return found.stream().flatMap(Optional::stream).noneMatch(storeReads::ahead)
        && publication.inForce(catalogue);
  }

  private static List<EntryAddress> addresses(List<PreparedRead> reads) {
    return reads.stream().map(PreparedRead::address).filter(Objects::nonNull).toList();
  }

  private static Iterator<@Nullable Entry> entries(List<Optional<Entry>> found) {
    return found.stream().<@Nullable Entry>map(entry -> entry.orElse(null)).iterator();
  }

  /** Entries come in the order of the reads that have an address, and may end before these. */
  private List<ReadAnswer> answers(
      List<PreparedRead> reads, Iterator<? extends @Nullable Entry> entries) {
    List<ReadAnswer> answers = new ArrayList<>(reads.size());
    for (PreparedRead read : reads) {
      boolean deferred = read.address() != null && !entries.hasNext();
      answers.add(deferred ? deferred(read) : judge.judge(read, found(read, entries)));
    }
    return answers;
  }

  private static @Nullable Entry found(
      PreparedRead read, Iterator<? extends @Nullable Entry> entries) {
    return read.address() == null ? null : entries.next();
  }

  private static ReadAnswer deferred(PreparedRead read) {
    return new ReadAnswer(Outcome.DEFERRED, null, read.revision());
  }

  /** Counts what a caller was told; not {@link #getAll}, since an answer may not fit. */
  void countAnswer(ReadRequest request, ReadAnswer answer) {
    ObjectKey key = request.key();
    counters.count(
        publication.catalogue(), new KindName(key.namespace(), key.kind()), answer.outcome());
  }
}
