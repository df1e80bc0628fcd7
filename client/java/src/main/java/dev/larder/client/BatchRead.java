package dev.larder.client;

import dev.larder.v1.BatchGetObjectsItem;
import dev.larder.v1.BatchGetObjectsRequest;
import dev.larder.v1.BatchGetObjectsResponse;
import dev.larder.v1.CacheServiceGrpc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A batch of reads on its way: the server defers what would pass the message limit, so the rest is
 * asked for again until all is there or a round brings nothing. Used by one thread at a time.
 */
final class BatchRead<T> {
  private final List<Key> keys;
  private final Codec<T> codec;
  private final ReadOptions options;
  private final List<BatchItem<Read<T>>> items;
  private List<Integer> open;

  BatchRead(List<Key> keys, Codec<T> codec, ReadOptions options) {
    this.keys = List.copyOf(keys);
    this.codec = codec;
    this.options = options;
    this.items = new ArrayList<>(Collections.nCopies(keys.size(), null));
    this.open = IntStream.range(0, keys.size()).boxed().toList();
  }

  /** The next round; answers whether another one is needed after it. */
  Operation<BatchGetObjectsRequest, BatchGetObjectsResponse, Boolean> nextRound() {
    BatchGetObjectsRequest.Builder request = BatchGetObjectsRequest.newBuilder();
    open.forEach(index -> request.addRequests(WireRequests.get(keys.get(index), options)));
    return new Operation<>(
        CacheServiceGrpc.getBatchGetObjectsMethod(), request.build(), this::accept, true);
  }

  /** What became of each key, in the order of the keys. */
  List<BatchItem<Read<T>>> items() {
    return List.copyOf(items);
  }

  static void requireOneEach(int asked, int answered) {
    if (asked != answered) {
      throw Failures.internal(
          "the server answered " + answered + " items to " + asked + " requests");
    }
  }

  private boolean accept(BatchGetObjectsResponse response) {
    requireOneEach(open.size(), response.getItemsCount());
    List<Integer> deferred = new ArrayList<>();
    for (int position = 0; position < open.size(); position++) {
      int index = open.get(position);
      BatchItem<Read<T>> item = item(keys.get(index), response.getItems(position));
      items.set(index, item);
      if (isDeferred(item)) {
        deferred.add(index);
      }
    }
    boolean progress = deferred.size() < open.size();
    open = deferred;
    return progress && !deferred.isEmpty();
  }

  private BatchItem<Read<T>> item(Key key, BatchGetObjectsItem item) {
    if (item.hasError()) {
      return BatchItem.failed(key, Failures.of(item.getError()));
    }
    try {
      return BatchItem.succeeded(key, WireResponses.read(item.getResponse(), codec));
    } catch (LarderException undecodable) {
      return BatchItem.failed(key, undecodable);
    }
  }

  private static <T> boolean isDeferred(BatchItem<Read<T>> item) {
    return item.resultOrNull() != null && item.resultOrNull().outcome() == Outcome.DEFERRED;
  }
}
