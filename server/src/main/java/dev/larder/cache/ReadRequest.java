package dev.larder.cache;

import dev.larder.model.ObjectKey;
import dev.larder.model.ReadPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one object.
 *
 * @param ifNoneMatch the etag of the caller's copy; empty: none
 * @param fill what it says of fills; null: it only wants to know what is stored
 */
public record ReadRequest(
    ObjectKey key, ReadPolicy policy, String ifNoneMatch, @Nullable FillRequest fill) {
  /** One that only wants to know what is stored. */
  public ReadRequest(ObjectKey key, ReadPolicy policy, String ifNoneMatch) {
    this(key, policy, ifNoneMatch, null);
  }

  ReadRequest withPolicy(ReadPolicy other) {
    return new ReadRequest(key, other, ifNoneMatch, fill);
  }

  ReadRequest withFill(FillRequest other) {
    return new ReadRequest(key, policy, ifNoneMatch, other);
  }
}
