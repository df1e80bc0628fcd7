package dev.larder.client;

/**
 * An invalidation that was committed.
 *
 * @param revision the revision of the invalidation
 * @param invalidated how many objects it reached: of a kind, all that it held
 */
public record InvalidateResult(long revision, long invalidated) {}
