package dev.larder.cache;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.store.ObjectStore;
import dev.larder.store.WriteCommand;
import dev.larder.store.WriteCommand.Claimed;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes collections for the leaders of their fills, and for whoever leads none.
 *
 * <p>Thread-safe.
 */
final class CollectionFillWriter {
  private static final String TOKEN = "fill_token";

  private final ObjectStore store;
  private final FillCoordinator coordinator;

  @Inject
  CollectionFillWriter(ObjectStore store, FillCoordinator coordinator) {
    this.store = store;
    this.coordinator = coordinator;
  }

  /**
   * The fill that a replacement completes; null: none.
   *
   * @throws CacheException POLICY_INVALID, KEY_INVALID, FILL_LOST, FILL_SUPERSEDED
   */
  @Nullable Fill fill(CollectionReplacement replacement) {
    String token = replacement.fillToken();
    if (token == null) {
      return null;
    }
    Fill fill = coordinator.leaders().require(token, TOKEN);
    if (!collection(fill).equals(replacement.ref())) {
      throw CacheException.invalid(
          Reason.KEY_INVALID, "ref", "is not the collection that the fill is of");
    }
    return fill;
  }

  private static CollectionRef collection(Fill fill) {
    if (fill.key instanceof FillKey.OfCollection collection) {
      return collection.ref();
    }
    throw CacheException.invalid(Reason.POLICY_INVALID, TOKEN, "is of an object: use CompleteFill");
  }

  /**
   * Writes; see {@link FillClaim#ended} for what becomes of the fill when that is refused.
   *
   * @param fill that it completes; null: none
   */
  <R> CompletableFuture<R> write(
      WriteCommand<R> command, @Nullable Fill fill, Cancellation cancellation) {
    if (fill == null) {
      return store.write(command, cancellation);
    }
    FillClaim claim = coordinator.leaders().claim(fill);
    return store
        .write(new Claimed<>(command, claim), cancellation)
        .whenComplete((committed, failure) -> claim.ended(failure));
  }
}
