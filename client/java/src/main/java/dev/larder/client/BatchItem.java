package dev.larder.client;

import org.jspecify.annotations.Nullable;

/**
 * What became of one item of a batch: a result or an error, never both.
 *
 * @param key the item's key
 * @param resultOrNull the result; null when the item failed
 * @param error why the item failed; null when it did not
 */
public record BatchItem<R>(Key key, @Nullable R resultOrNull, @Nullable LarderException error) {
  static <R> BatchItem<R> succeeded(Key key, R result) {
    return new BatchItem<>(key, result, null);
  }

  static <R> BatchItem<R> failed(Key key, LarderException error) {
    return new BatchItem<>(key, null, error);
  }

  /** True when the item failed. */
  public boolean isFailed() {
    return error != null;
  }

  /** The result; throws the item's error when it failed. */
  public R result() {
    if (resultOrNull == null) {
      throw error == null ? new IllegalStateException("neither result nor error") : error;
    }
    return resultOrNull;
  }
}
