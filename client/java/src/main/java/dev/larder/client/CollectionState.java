package dev.larder.client;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A collection as the server has it.
 *
 * @param revision the namespace's revision at which it was committed
 * @param etag names its ids: it moves only when they change
 * @param generation names this commit; grows with each
 * @param complete the whole set was committed, and no member has gone since but by a delete
 * @param memberCount how many members it has
 * @param fetchTime when the origin was asked for it
 * @param freshFor time until the set itself is stale, by the server's clock; negative once it is
 * @param stalestMemberFreshFor the same of the member that is or becomes stale first; null when
 *     there are no members or their freshness was not asked for
 */
public record CollectionState(
    long revision,
    String etag,
    long generation,
    boolean complete,
    long memberCount,
    Instant fetchTime,
    Duration freshFor,
    @Nullable Duration stalestMemberFreshFor) {}
