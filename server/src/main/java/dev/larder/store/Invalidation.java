package dev.larder.store;

import java.time.Instant;

/**
 * An invalidation of many entries at once, of a whole kind or of those that carry a tag: it reaches
 * every entry whose revision is not later. A soft one makes them stale from its time on.
 *
 * @param revision the namespace's revision of the invalidation
 * @param time when it was
 */
public record Invalidation(long revision, Instant time) {}
