package dev.larder.cache;

import dev.larder.store.StoredCollection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A collection as it is seen at one moment.
 *
 * @param complete no member is missing
 * @param freshFor until the soft expiry of the set, its kind's invalidations applied; negative once
 *     it is stale
 * @param stalestMemberFreshFor the same of the member that is or becomes stale first; null when
 *     there are no members or nobody asked
 */
public record CollectionView(
    StoredCollection collection,
    boolean complete,
    Duration freshFor,
    @Nullable Duration stalestMemberFreshFor) {}
