package dev.larder.cache;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.KindPolicy;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Precondition;
import dev.larder.store.ObjectStore;
import dev.larder.store.WriteCommand;
import dev.larder.store.WriteCommand.PutBatch;
import jakarta.inject.Inject;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Turns what clients want written into the store's commands, with every default of the kind's
 * policy filled in.
 *
 * <p>Thread-safe.
 */
final class ObjectWriter {
  private final ObjectStore store;
  private final KindDirectory kinds;
  private final ValidityResolver validities;
  private final Supersessions fills;

  @Inject
  ObjectWriter(
      ObjectStore store, KindDirectory kinds, ValidityResolver validities, Supersessions fills) {
    this.store = store;
    this.kinds = kinds;
    this.validities = validities;
    this.fills = fills;
  }

  CompletableFuture<WriteCommand.PutResult> put(PutRequest request, Cancellation cancellation) {
    return store.write(command(request), cancellation);
  }

  CompletableFuture<List<PutBatch.Item>> putAll(
      List<PutRequest> requests, boolean atomic, Cancellation cancellation) {
    PutBatchPlan plan = PutBatchPlan.of(requests, this::command, atomic);
    List<WriteCommand.Put> accepted = plan.accepted();
    if (accepted.isEmpty()) {
      return CompletableFuture.completedFuture(plan.merge(List.of()));
    }
    return store.write(new PutBatch(accepted, atomic), cancellation).thenApply(plan::merge);
  }

  /** The store's command for a put. */
  WriteCommand.Put command(PutRequest request) {
    ObjectKey key = request.key();
    KindPolicy policy = kinds.policy(key.namespace(), key.kind());
    checkForm(request.content().payload(), policy);
    return new WriteCommand.Put(
        key,
        request.content(),
        validities.resolve(
            request.lifetime(), request.fetchTime(), request.content().negative(), policy),
        request.precondition(),
        kinds.mayCreate());
  }

  private static void checkForm(@Nullable Payload payload, KindPolicy policy) {
    if (policy.requireJson() && payload != null && payload.form() == Payload.Form.DATA) {
      throw CacheException.invalid(
          Reason.JSON_INVALID, "payload.data", "the kind accepts only JSON: use json or value");
    }
  }

  CompletableFuture<List<OptionalLong>> touch(
      List<ObjectKey> keys, LifetimeRequest lifetime, Cancellation cancellation) {
    List<WriteCommand.Touch.Item> items = keys.stream().map(key -> item(key, lifetime)).toList();
    return store.write(new WriteCommand.Touch(items), cancellation);
  }

  /** The store's command for a touch of one object. */
  WriteCommand.Touch renewal(ObjectKey key, LifetimeRequest lifetime) {
    return new WriteCommand.Touch(List.of(item(key, lifetime)));
  }

  /** Whether the entry is negative only the store knows. */
  private WriteCommand.Touch.Item item(ObjectKey key, LifetimeRequest lifetime) {
    KindPolicy policy = kinds.policy(key.namespace(), key.kind());
    return new WriteCommand.Touch.Item(
        key,
        validities.resolve(lifetime, null, false, policy),
        validities.resolve(lifetime, null, true, policy));
  }

  CompletableFuture<WriteCommand.DeleteResult> delete(
      ObjectKey key,
      boolean purge,
      @Nullable Precondition precondition,
      Cancellation cancellation) {
    kinds.checkKind(key.namespace(), key.kind());
    fills.withdraw(key);
    return store.write(new WriteCommand.Delete(key, purge, precondition), cancellation);
  }

  CompletableFuture<WriteCommand.InvalidateResult> invalidate(
      String namespace, List<ObjectKey> keys, boolean hard, Cancellation cancellation) {
    kinds.checkNamespace(namespace);
    keys.forEach(key -> kinds.checkKind(key.namespace(), key.kind()));
    keys.forEach(fills::withdraw);
    return store.write(new WriteCommand.InvalidateKeys(namespace, keys, hard), cancellation);
  }

  CompletableFuture<WriteCommand.InvalidateResult> invalidateTags(
      String namespace, List<String> tags, boolean hard, Cancellation cancellation) {
    kinds.checkNamespace(namespace);
    if (!kinds.knowsNamespace(namespace)) {
      // There is nowhere to mark it, and what is being fetched may be the first that is stored.
      fills.supersede(fill -> fill.isOf(namespace, null));
    }
    return store
        .write(new WriteCommand.InvalidateTags(namespace, tags, hard), cancellation)
        .thenApply(
            done -> {
              fills.supersedeTags(namespace, tags, done.revision());
              return done;
            });
  }

  CompletableFuture<WriteCommand.InvalidateResult> invalidateKind(
      String namespace, String kind, boolean hard, Cancellation cancellation) {
    kinds.checkKind(namespace, kind);
    fills.supersede(fill -> fill.isOf(namespace, kind));
    return store.write(new WriteCommand.InvalidateKind(namespace, kind, hard), cancellation);
  }
}
