package dev.larder.store;

import java.time.Instant;

/**
 * A soft invalidation of a whole kind: every entry whose revision is not later is stale from that
 * time on.
 *
 * @param revision the namespace's revision of the invalidation
 * @param time when it was
 */
public record Invalidation(long revision, Instant time) {}
