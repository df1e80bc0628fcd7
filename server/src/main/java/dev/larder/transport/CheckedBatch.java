package dev.larder.transport;

import com.google.rpc.Status;
import dev.larder.model.CacheException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The items of a batch after their checks: the good ones, which go on together, and for each item
 * the error that keeps it back, or null. A path in an error is relative to its item.
 *
 * @param good in the order of the batch
 * @param errors one for each item of the batch; null for a good one
 */
record CheckedBatch<T>(List<T> good, List<@Nullable Status> errors) {
  /** Checks every item; what a check throws keeps that item back and no other. */
  static <W, T> CheckedBatch<T> of(List<W> items, Function<W, T> check, StatusMapper statuses) {
    List<T> good = new ArrayList<>(items.size());
    List<@Nullable Status> errors = new ArrayList<>(items.size());
    for (W item : items) {
      Status error = null;
      try {
        good.add(check.apply(item));
      } catch (CacheException e) {
        error = statuses.toStatus(e);
      }
      errors.add(error);
    }
    return new CheckedBatch<>(good, errors);
  }

  boolean allGood() {
    return good.size() == errors.size();
  }
}
