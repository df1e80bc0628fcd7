package dev.larder.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a read.
 *
 * @param outcome what was found
 * @param objectOrNull the object; null for every miss
 * @param readRevision the answer reflects every change of the namespace up to this revision; 0
 *     while it does not exist
 */
public record Read<T>(Outcome outcome, @Nullable CachedObject<T> objectOrNull, long readRevision) {
  /** True when the object was served, fresh or stale. */
  public boolean isHit() {
    return outcome.isHit();
  }

  /** The object; empty for every miss. */
  public Optional<CachedObject<T>> object() {
    return Optional.ofNullable(objectOrNull);
  }

  /**
   * The value; empty for every miss, for a negative answer, for NOT_MODIFIED and where no payload
   * was asked for.
   */
  public Optional<T> value() {
    return object().flatMap(CachedObject::value);
  }
}
