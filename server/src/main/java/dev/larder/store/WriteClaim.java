package dev.larder.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a write must still have when it is done, and not only when it was asked for: somebody may
 * have taken it away meanwhile.
 */
public interface WriteClaim {
  /** The namespace's revision when what is written was begun. */
  long since();

  /** When that was. */
  Instant begun();

  /** The tags of what is replaced. */
  List<String> tags();

  /**
   * Of a collection: the ids of those objects of its kind that somebody has asked to be deleted or
   * invalidated since. What was begun may be older than that.
   *
   * @throws dev.larder.model.CacheException as {@link #require}
   */
  Set<String> withdrawn();

  /**
   * Called on the writer thread, inside the transaction, before the write is done; again when the
   * transaction has to be repeated. This, and what follows, must be quick and must not block.
   *
   * @throws dev.larder.model.CacheException when it does not hold; the write is refused with it
   */
  void require();

  /**
   * The write is being done: from now on it can be taken away only by what comes after it.
   *
   * @param revision of the namespace before it: whatever it writes has a later one
   */
  void landing(long revision);

  /** The write was refused after all. */
  void notLanding();
}
