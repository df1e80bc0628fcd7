package dev.larder.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one item of a batch: a result or an error, never both.
 *
 * @param key the item's key
 * @param resultOrNull the result; null when the item failed
 * @param errorOrNull why the item failed; null when it did not
 */
public record BatchItem<R>(
    Key key, @Nullable R resultOrNull, @Nullable LarderException errorOrNull) {
  static <R> BatchItem<R> succeeded(Key key, R result) {
    return new BatchItem<>(key, result, null);
  }

  static <R> BatchItem<R> failed(Key key, LarderException error) {
    return new BatchItem<>(key, null, error);
  }

  /** True when the item failed. */
  public boolean isFailed() {
    return errorOrNull != null;
  }

  /** Why the item failed; empty when it did not. */
  public Optional<LarderException> error() {
    return Optional.ofNullable(errorOrNull);
  }

  /** The result; throws the item's error when it failed. */
  public R result() {
    if (resultOrNull == null) {
      throw errorOrNull == null
          ? new IllegalStateException("neither result nor error")
          : errorOrNull;
    }
    return resultOrNull;
  }
}
