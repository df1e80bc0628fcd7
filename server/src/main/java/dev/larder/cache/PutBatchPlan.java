package dev.larder.cache;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.WriteCommand.PutBatch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which puts of a batch go to the store, and how its answers find their places again.
 *
 * @param accepted for the store, in order
 * @param refused one for each request: why it was refused here, or null
 */
record PutBatchPlan(List<Put> accepted, List<@Nullable CacheException> refused) {
  /**
   * Sorts out the requests that cannot be commands; in an atomic batch one such request refuses
   * all.
   */
  static PutBatchPlan of(
      List<PutRequest> requests, Function<PutRequest, Put> command, boolean atomic) {
    List<Put> accepted = new ArrayList<>(requests.size());
    List<@Nullable CacheException> refused = new ArrayList<>(requests.size());
    for (PutRequest request : requests) {
      try {
        accepted.add(command.apply(request));
        refused.add(null);
      } catch (CacheException e) {
        refused.add(e);
      }
    }
    return atomic && accepted.size() < refused.size()
        ? new PutBatchPlan(List.of(), refused.stream().map(PutBatchPlan::orAborted).toList())
        : new PutBatchPlan(accepted, refused);
  }

  private static CacheException orAborted(@Nullable CacheException why) {
    return Objects.requireNonNullElseGet(
        why, () -> new CacheException(Reason.BATCH_ABORTED, "another item of the batch failed"));
  }

  /** One item for each request, given the store's, one for each accepted put. */
  List<PutBatch.Item> merge(List<PutBatch.Item> stored) {
    Iterator<PutBatch.Item> next = stored.iterator();
    List<PutBatch.Item> items = new ArrayList<>(refused.size());
    for (CacheException why : refused) {
      items.add(why == null ? next.next() : new PutBatch.Refused(why));
    }
    return items;
  }
}
