package dev.larder.cache;

import dev.larder.model.Content;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.ObjectKey;
import dev.larder.model.Precondition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Stores one object.
 *
 * @param fetchTime when the origin was asked; null or in the future: now
 * @param precondition must hold; null: always
 */
public record PutRequest(
    ObjectKey key,
    Content content,
    LifetimeRequest lifetime,
    @Nullable Instant fetchTime,
    @Nullable Precondition precondition) {}
