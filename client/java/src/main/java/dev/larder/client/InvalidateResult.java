package dev.larder.client;

/**
 * An invalidation that was committed.
 *
 * @param revision the revision of the invalidation
 * @param invalidated how many objects it reached: of a kind, all that it held; of tags, -1, for
 *     nobody has counted them
 */
public record InvalidateResult(long revision, long invalidated) {}
