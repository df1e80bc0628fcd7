package dev.larder.cache;

import dev.larder.model.ObjectKey;
import dev.larder.model.ReadPolicy;

/**
 * Asks for one object.
 *
 * @param ifNoneMatch the etag of the caller's copy; empty: none
 */
public record ReadRequest(ObjectKey key, ReadPolicy policy, String ifNoneMatch) {}
