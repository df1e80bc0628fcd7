package dev.larder.cache;

import dev.larder.model.CollectionRef;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.Precondition;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a collection's replacement besides its members.
 *
 * @param lifetime of the set
 * @param precondition must hold for the set when it is committed; null: always
 * @param fillToken of the leader of the collection's fill, which this completes; null: none
 */
public record CollectionReplacement(
    CollectionRef ref,
    LifetimeRequest lifetime,
    @Nullable Precondition precondition,
    @Nullable String fillToken) {
  /** One that completes no fill. */
  public CollectionReplacement(
      CollectionRef ref, LifetimeRequest lifetime, @Nullable Precondition precondition) {
    this(ref, lifetime, precondition, null);
  }
}
