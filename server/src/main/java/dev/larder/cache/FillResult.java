package dev.larder.cache;

import dev.larder.model.LifetimeRequest;

/** What the origin told the leader of a fill. */
public sealed interface FillResult {
  /** The object, as a put of the fill's key and without a precondition. */
  record Value(PutRequest put) implements FillResult {}

  /** What is stored still holds. */
  record NotModified(LifetimeRequest lifetime) implements FillResult {}

  /** There is no such object. */
  record OriginNotFound(LifetimeRequest lifetime) implements FillResult {}
}
