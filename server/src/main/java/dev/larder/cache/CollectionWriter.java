package dev.larder.cache;

import dev.larder.model.CacheException;
import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.model.KindPolicy;
import dev.larder.model.Validity;
import dev.larder.store.ObjectStore;
import dev.larder.store.StoredCollection;
import dev.larder.store.WriteCommand;
import dev.larder.store.WriteCommand.CommitResult;
import dev.larder.store.WriteCommand.NewCollection;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Turns what clients want done to collections into the store's commands, and its answers into what
 * they see.
 *
 * <p>Thread-safe.
 */
final class CollectionWriter {
  private final ObjectStore store;
  private final KindDirectory kinds;
  private final ValidityResolver validities;
  private final ObjectWriter objects;
  private final Supersessions fills;
  private final CollectionFillWriter fillWriter;
  private final InstantSource clock;

  @Inject
  CollectionWriter(
      ObjectStore store,
      KindDirectory kinds,
      ValidityResolver validities,
      ObjectWriter objects,
      Supersessions fills,
      CollectionFillWriter fillWriter,
      InstantSource clock) {
    this.store = store;
    this.kinds = kinds;
    this.validities = validities;
    this.objects = objects;
    this.fills = fills;
    this.fillWriter = fillWriter;
    this.clock = clock;
  }

  CompletableFuture<CollectionView> replace(
      CollectionReplacement replacement, List<PutRequest> members, Cancellation cancellation) {
    Fill fill = fillWriter.fill(replacement);
    WriteCommand.ReplaceCollection command =
        new WriteCommand.ReplaceCollection(collection(replacement), puts(members));
    return fillWriter
        .write(command, fill, cancellation)
        .thenApply(committed -> view(new CommitResult(committed, true)));
  }

  /** What a collection becomes; the origin is being asked for it now. */
  NewCollection collection(CollectionReplacement replacement) {
    CollectionRef ref = replacement.ref();
    KindPolicy policy = kinds.policy(ref.namespace(), ref.kind());
    Validity validity = validities.resolve(replacement.lifetime(), null, false, policy);
    return new NewCollection(ref, validity, replacement.precondition(), kinds.mayCreate());
  }

  /** The puts that members come to; a refusal names the member. */
  List<WriteCommand.Put> puts(List<PutRequest> members) {
    List<WriteCommand.Put> puts = new ArrayList<>(members.size());
    for (PutRequest member : members) {
      try {
        puts.add(objects.command(member));
      } catch (CacheException e) {
        throw e.within("members[" + puts.size() + "]");
      }
    }
    return puts;
  }

  /** A collection that was committed just now. */
  CollectionView view(CommitResult committed) {
    StoredCollection collection = committed.collection();
    return new CollectionView(
        collection,
        committed.complete(),
        FreshnessPolicy.freshFor(clock.instant(), collection.validity()),
        null);
  }

  CompletableFuture<WriteCommand.InvalidateResult> invalidate(
      CollectionRef ref, boolean hard, Cancellation cancellation) {
    kinds.checkKind(ref.namespace(), ref.kind());
    // Its members only the store knows: what is being fetched of them is superseded by the commit.
    fills.supersede(FillKey.ofCollection(ref)::equals);
    return store.write(new WriteCommand.InvalidateCollection(ref, hard), cancellation);
  }
}
