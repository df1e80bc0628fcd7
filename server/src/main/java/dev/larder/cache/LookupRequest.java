package dev.larder.cache;

import dev.larder.model.ReadPolicy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the objects of a kind that have a value.
 *
 * @param fields where to look; empty: every field
 * @param value what to find; null: every object of the kind
 * @param policy only what it would serve is found
 * @param afterId only ids after this one; null: from the first
 * @param pageSize the most entries, 1 to 1000
 */
public record LookupRequest(
    String namespace,
    String kind,
    Set<String> fields,
    @Nullable String value,
    ReadPolicy policy,
    @Nullable String afterId,
    int pageSize) {}
