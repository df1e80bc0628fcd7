/** The policy: freshness, the hot tier, reads and writes as clients mean them. */
@NullMarked
package dev.larder.cache;

import org.jspecify.annotations.NullMarked;
