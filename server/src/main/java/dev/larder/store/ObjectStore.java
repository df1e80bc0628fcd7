package dev.larder.store;

import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps entries. No method blocks: each hands its work on and answers a future, which is completed
 * on a thread of the store's that callers may use for a handful of instructions and must not block.
 *
 * <p><b>Order.</b> Writes are committed in the order in which they were accepted from one thread.
 * Every change of a namespace gets the next revision of that namespace, in commit order, without
 * gaps that a reader could see filled later. A write is acknowledged after its commit and after
 * every {@link CommitListener} has seen it; a read that starts after the acknowledgement sees it.
 *
 * <p><b>Failures.</b> A future fails with a {@link dev.larder.model.CacheException}: what the
 * command's Javadoc names; OVERLOADED when a queue is full, DISK_FULL, SHUTTING_DOWN after {@code
 * close} has begun, CANCELLED when the caller had gone before the work was done (a write that has
 * been begun is finished). Anything else is a fault of the store. A failed write has changed
 * nothing.
 *
 * <p>Thread-safe.
 */
public interface ObjectStore extends AutoCloseable {
  /** A {@link #read} stops once what it has found weighs so many bytes. */
  long MOST_READ_BYTES = 16L << 20;

  /** Every namespace and kind, as the last commit left them. Never blocks. */
  Catalogue catalogue();

  /**
   * Grows with each opening of the database, durably, before it is used: what was given out in
   * memory under an earlier one is void. Never blocks.
   */
  long incarnation();

  /**
   * The revision of every namespace, as read when the store was opened: where a listener starts
   * counting. Never blocks.
   */
  Map<String, Long> initialRevisions();

  /** Adds a listener; only before the first write. */
  void addCommitListener(CommitListener listener);

  /**
   * Reads entries in one snapshot, in the order of the addresses. Entries that are gone but not yet
   * swept, and tombstones, are given too; an entry of another generation than its address is not.
   * {@link Invalidations} of kinds and {@link TagMarks} have not been applied: {@link
   * KindState#apply} does that.
   *
   * <p>Bounded in memory: it stops once the entries found weigh {@link #MOST_READ_BYTES} together,
   * and answers then with fewer entries than there are addresses, those of the first addresses. So
   * at least one is always answered, however large its entry, and whoever asks again for the rest
   * gets on.
   */
  CompletableFuture<List<Optional<Entry>>> read(
      List<EntryAddress> addresses, Cancellation cancellation);

  /**
   * Says that an entry was served from a copy kept above the store: where a namespace evicts what
   * is least recently used, that counts as a use, as a {@link #read} does, or a {@link #lookup} of
   * a value. A hint: it may be forgotten, and an entry that is not there is passed over. Never
   * blocks. Does nothing in a store that does not evict by use.
   */
  default void accessed(EntryAddress address) {}

  /**
   * Finds entries; a scan, which never stands in the way of {@link #read}. Interrupted when
   * cancelled.
   */
  CompletableFuture<Lookup.Page> lookup(Lookup lookup, Cancellation cancellation);

  /** Does something in one transaction; it may share that transaction with others. */
  <R> CompletableFuture<R> write(WriteCommand<R> command, Cancellation cancellation);

  /** Figures of now. */
  CompletableFuture<StoreStatistics> statistics();

  /**
   * Commits what was accepted, then closes; later calls fail with SHUTTING_DOWN. Blocks until done.
   */
  @Override
  void close();
}
