package dev.larder.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored object.
 *
 * @param key its key
 * @param content what was put
 * @param validity when it was fetched and how long it lasts
 * @param revision the namespace's revision of its last change
 * @param deleteTime when it was deleted, for a tombstone; else null
 */
public record Entry(
    ObjectKey key,
    Content content,
    Validity validity,
    long revision,
    @Nullable Instant deleteTime) {

  /** True when the object was deleted and only its tombstone is kept. */
  public boolean tombstone() {
    return deleteTime != null;
  }

  /** True when the entry is gone at this time, although it may not have been swept yet. */
  public boolean goneAt(Instant now) {
    return !now.isBefore(validity.hardExpiry());
  }

  /**
   * What it weighs against a quota and in the hot tier: its payload's bytes, the length of its
   * texts, and a flat 128 for the rest.
   */
  public long weight() {
    return EntryWeight.of(key, content);
  }

  /** What an entry of this key and content weighs. */
  public static long weight(ObjectKey key, Content content) {
    return EntryWeight.of(key, content);
  }

  /** This entry with another validity. */
  public Entry withValidity(Validity other) {
    return new Entry(key, content, other, revision, deleteTime);
  }
}
