package dev.larder.client;

import java.util.List;

/**
 * The collections of a server, for threads that may wait.
 *
 * <p>Thread-safe. A failed call throws {@link LarderException}.
 */
public final class BlockingCollections {
  private final Caller caller;

  BlockingCollections(Caller caller) {
    this.caller = caller;
  }

  /**
   * Reads a page of a collection; every member must be as fresh as the options say. All pages are
   * of the commit that the first was of.
   *
   * @param pageSize the most members, 1 to 1000
   * @param pageToken empty for the first page
   */
  public <T> CollectionPage<T> get(
      CollectionRef ref, Codec<T> codec, ReadOptions options, int pageSize, String pageToken) {
    return caller.await(CollectionOperations.get(ref, codec, options, pageSize, pageToken));
  }

  /** Stores a whole collection in one transaction; at most so many members as a batch takes. */
  public <T> CollectionState replace(CollectionRef ref, List<Put<T>> members, Codec<T> codec) {
    return caller.await(CollectionOperations.replace(ref, members, codec));
  }

  /** Begins a replacement in pages; answers the snapshot's id. */
  public String beginSnapshot(CollectionRef ref) {
    return caller.await(CollectionOperations.begin(ref));
  }

  /** Adds a page, counted from 0, or replaces it. */
  public <T> void appendSnapshot(
      String snapshotId, int pageIndex, List<Put<T>> members, Codec<T> codec) {
    var unused = caller.await(CollectionOperations.append(snapshotId, pageIndex, members, codec));
  }

  /** Makes the pages the collection; repeated, it answers the same. */
  public CollectionState commitSnapshot(String snapshotId, int pageCount) {
    return caller.await(CollectionOperations.commit(snapshotId, pageCount));
  }
}
