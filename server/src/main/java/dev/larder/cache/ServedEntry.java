package dev.larder.cache;

import dev.larder.model.Entry;
import java.time.Duration;

/**
 * An entry as it is served at one moment.
 *
 * @param entry with its kind's invalidations applied
 * @param age since its fetch time; never negative
 * @param freshFor until its soft expiry; negative once it is stale
 */
public record ServedEntry(Entry entry, Duration age, Duration freshFor) {}
