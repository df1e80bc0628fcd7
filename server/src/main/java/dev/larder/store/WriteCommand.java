package dev.larder.store;

import dev.larder.model.CacheException;
import dev.larder.model.CollectionRef;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.ObjectKey;
import dev.larder.model.Precondition;
import dev.larder.model.Validity;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Something to be done in one transaction. Namespaces and kinds that a put names come into being.
 *
 * @param <R> what it answers once it is committed
 */
public sealed interface WriteCommand<R> {
  /** What a command holds besides its keys and contents. */
  long FLAT_WEIGHT = 128;

  /** About how many bytes it holds while it waits: what a queue bounded in bytes counts. */
  default long weight() {
    return 2 * FLAT_WEIGHT;
  }

  /**
   * Stores one entry. Refused: VERSION_CONFLICT, ALREADY_EXISTS, QUOTA_EXCEEDED, and where it may
   * not create NAMESPACE_NOT_FOUND and KIND_NOT_FOUND.
   *
   * @param precondition must hold; null: always
   * @param mayCreate true: a namespace or kind that does not exist comes into being
   */
  record Put(
      ObjectKey key,
      Content content,
      Validity validity,
      @Nullable Precondition precondition,
      boolean mayCreate)
      implements WriteCommand<PutResult> {
    /** One that may create. */
    public Put(
        ObjectKey key, Content content, Validity validity, @Nullable Precondition precondition) {
      this(key, content, validity, precondition, true);
    }

    /** The same with another validity. */
    public Put withValidity(Validity other) {
      return new Put(key, content, other, precondition, mayCreate);
    }

    @Override
    public long weight() {
      return FLAT_WEIGHT + key.length() + Entry.weight(key, content);
    }
  }

  /**
   * A put that was committed.
   *
   * @param payloadChanged false when the same bytes were there before
   */
  record PutResult(long revision, String etag, boolean payloadChanged) {}

  /**
   * Stores many entries, in order.
   *
   * @param atomic true: all or none; the refused one has its own reason, the others BATCH_ABORTED
   */
  record PutBatch(List<Put> puts, boolean atomic) implements WriteCommand<List<PutBatch.Item>> {
    @Override
    public long weight() {
      return puts.stream().mapToLong(Put::weight).sum();
    }

    /** What became of one put. */
    public sealed interface Item {
      /** What was committed; null when it was refused. */
      default @Nullable PutResult result() {
        return null;
      }

      /** Why it was refused; null when it was committed. */
      default @Nullable CacheException why() {
        return null;
      }
    }

    /** It was committed. */
    public record Stored(PutResult result) implements Item {}

    /** It was not done. */
    public record Refused(CacheException why) implements Item {}
  }

  /**
   * Does a put of one object, a touch of one, or the replacement of a collection, only while its
   * writer may: the claim is asked inside the transaction, in commit order. Refused besides: what
   * the claim refuses with; FILL_SUPERSEDED when the object was written or invalidated, or the
   * collection replaced, before in the same transaction, or one of the object's tags was
   * invalidated since the claim's revision.
   *
   * <p>A member of a collection that was changed since the claim's revision, by its row or by the
   * marks of its tags, stays as it is, in the set; one that was deleted since, outside of it. One
   * that was withdrawn (see {@link WriteClaim#withdrawn}) or whose tags were invalidated since, and
   * of which nothing newer is stored but what was deleted before, refuses the whole with
   * FILL_SUPERSEDED.
   */
  record Claimed<R>(WriteCommand<R> command, WriteClaim claim) implements WriteCommand<R> {
    @Override
    public long weight() {
      return FLAT_WEIGHT + command.weight();
    }
  }

  /** Renews entries; answers each one's new revision, or empty where none is live. */
  record Touch(List<Touch.Item> items) implements WriteCommand<List<OptionalLong>> {
    /**
     * @param validity for an entry with a payload
     * @param negativeValidity for a negative entry
     */
    public record Item(ObjectKey key, Validity validity, Validity negativeValidity) {}

    @Override
    public long weight() {
      return items.stream().mapToLong(item -> 2 * FLAT_WEIGHT + item.key().length()).sum();
    }
  }

  /**
   * Deletes one entry. Refused: VERSION_CONFLICT.
   *
   * @param purge true: nothing is kept; false: a tombstone is
   * @param precondition must hold, and does not where nothing is there; null: always
   */
  record Delete(ObjectKey key, boolean purge, @Nullable Precondition precondition)
      implements WriteCommand<DeleteResult> {}

  /**
   * @param deleted false when there was nothing to delete; then the revision is 0
   */
  record DeleteResult(boolean deleted, long revision) {}

  /**
   * Makes entries stale from now on, or removes them.
   *
   * @param hard true: removes them
   */
  record InvalidateKeys(String namespace, List<ObjectKey> keys, boolean hard)
      implements WriteCommand<InvalidateResult> {
    @Override
    public long weight() {
      return keys.stream().mapToLong(key -> FLAT_WEIGHT + key.length()).sum();
    }
  }

  /** The same for a whole kind, in constant time. */
  record InvalidateKind(String namespace, String kind, boolean hard)
      implements WriteCommand<InvalidateResult> {}

  /**
   * The same for all entries of the namespace that carry any of the tags, in a time that depends on
   * the number of tags alone. What is put later, but was fetched before, is reached too. Each tag
   * gets a revision of its own, in the order of the list. In a namespace that does not exist
   * nothing is done. Refused: OVERLOADED when the namespace has {@link TagMarks#MOST} invalidated
   * tags that are still to be swept.
   *
   * @param tags one that is named twice counts once
   */
  record InvalidateTags(String namespace, List<String> tags, boolean hard)
      implements WriteCommand<InvalidateResult> {
    @Override
    public long weight() {
      return tags.stream().mapToLong(tag -> FLAT_WEIGHT + tag.length()).sum();
    }
  }

  /**
   * @param revision of the invalidation, the last one where it has several; the current one when
   *     nothing was there, 0 for an unknown namespace
   * @param invalidated how many objects it reached; {@link #UNCOUNTED} when nobody has counted
   */
  record InvalidateResult(long revision, long invalidated) {
    /** Of tags: any number. */
    public static final long UNCOUNTED = -1;
  }

  /**
   * What a collection becomes.
   *
   * @param validity of the set
   * @param precondition must hold for the current set, unless that is past its hard expiry: then
   *     there is none; null: always
   * @param mayCreate true: a namespace or kind that does not exist comes into being
   */
  record NewCollection(
      CollectionRef ref,
      Validity validity,
      @Nullable Precondition precondition,
      boolean mayCreate) {
    /** The same with another validity. */
    public NewCollection withValidity(Validity other) {
      return new NewCollection(ref, other, precondition, mayCreate);
    }
  }

  /**
   * Stores the members of a collection and makes their ids its set. All or nothing; refused with
   * what the set's precondition or any of the puts is refused with.
   *
   * @param members of the collection's kind
   */
  record ReplaceCollection(NewCollection collection, List<Put> members)
      implements WriteCommand<StoredCollection> {
    /** How long a commit stays readable after it was replaced. */
    public static final Duration GRACE = Duration.ofMinutes(5);

    @Override
    public long weight() {
      return 2 * FLAT_WEIGHT + members.stream().mapToLong(Put::weight).sum();
    }
  }

  /**
   * Keeps a page of a snapshot; nobody sees it before it is committed. Replaces an earlier page of
   * the same index, and counts as of when that came.
   *
   * @param ref what the snapshot is of
   * @param snapshotId chosen by the caller, never used twice
   * @param keptFor from now on, all pages of the snapshot
   */
  record StagePage(
      CollectionRef ref, String snapshotId, int pageIndex, List<Put> members, Duration keptFor)
      implements WriteCommand<Boolean> {
    @Override
    public long weight() {
      return 2 * FLAT_WEIGHT + members.stream().mapToLong(Put::weight).sum();
    }
  }

  /**
   * Makes the pages of a snapshot a collection, as {@link ReplaceCollection} does; an id that is in
   * several pages counts once, as the last of them has it. Refused as well: SNAPSHOT_NOT_FOUND when
   * a page is not there. After a refusal the pages are kept.
   *
   * <p>Without a claim a page counts as of when it came, and the set as of when the first one did.
   * What was put or touched since, or softly invalidated and is stored, stays as it is. Any other
   * member that was invalidated since, itself or by a tag, with the collection or its kind, lands
   * stale, or after a hard invalidation or a clear not at all, so that the set lacks it; one that
   * was deleted since is not in the set. Of an id in several pages those count that came after all
   * that, if any did. The set lands stale or is gone likewise; where it was committed anew after it
   * was taken back, the whole is refused: VERSION_CONFLICT.
   *
   * @param pageCount pages 0 to this one, without it
   */
  record CommitPages(NewCollection collection, String snapshotId, int pageCount)
      implements WriteCommand<CommitResult> {}

  /**
   * @param complete false: the set is past its hard expiry, or one of its members is or is not
   *     there
   */
  record CommitResult(StoredCollection collection, boolean complete) {}

  /**
   * Makes a collection and all its members stale from now on, or removes them; takes a time that
   * grows with the set.
   *
   * @param hard true: removes them
   */
  record InvalidateCollection(CollectionRef ref, boolean hard)
      implements WriteCommand<InvalidateResult> {}

  /**
   * Creates a namespace or replaces its settings. Refused: VERSION_CONFLICT.
   *
   * @param expectedEtag must be the current etag, {@link NamespaceState#ABSENT_ETAG} where there
   *     must be none yet; null: any
   */
  record PutNamespace(NamespaceSettings settings, @Nullable String expectedEtag)
      implements WriteCommand<NamespaceState> {}

  /**
   * Deletes a namespace, in constant time; answers how many objects went. Refused:
   * NAMESPACE_NOT_FOUND, VERSION_CONFLICT.
   */
  record DeleteNamespace(String name, @Nullable String expectedEtag)
      implements WriteCommand<Long> {}

  /**
   * Removes all objects, in constant time; answers how many. Refused: NAMESPACE_NOT_FOUND,
   * KIND_NOT_FOUND.
   *
   * @param namespace null: of every namespace
   * @param kind null: of every kind
   */
  record Clear(@Nullable String namespace, @Nullable String kind) implements WriteCommand<Long> {}
}
