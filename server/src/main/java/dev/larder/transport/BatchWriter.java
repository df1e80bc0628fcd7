package dev.larder.transport;

import com.google.protobuf.CodedOutputStream;
import com.google.rpc.Status;
import dev.larder.cache.ReadAnswer;
import dev.larder.v1.BatchGetObjectsItem;
import dev.larder.v1.BatchGetObjectsResponse;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.Outcome;
import dev.larder.v1.PayloadView;

/**
 * Fills the answer to a batch of reads up to the size of a message; what comes after that is
 * deferred, and so is what the cache deferred. The first item is always there, so that whoever asks
 * again for what was deferred gets on.
 *
 * <p>For one answer; not thread-safe.
 */
final class BatchWriter {
  /** Holds the place of an item: an outcome inside a response inside an item. */
  private static final BatchGetObjectsItem DEFERRED =
      BatchGetObjectsItem.newBuilder()
          .setResponse(GetObjectResponse.newBuilder().setOutcome(Outcome.OUTCOME_DEFERRED))
          .build();

  private final BatchGetObjectsResponse.Builder response = BatchGetObjectsResponse.newBuilder();
  private final EntryMapper entries;
  private long left;
  private boolean full;

  BatchWriter(EntryMapper entries, int maxMessageBytes, int items) {
    this.entries = entries;
    this.left = maxMessageBytes - (long) items * framed(DEFERRED);
  }

  /** Answers whether there was room for it; false: it is deferred. */
  boolean add(ReadAnswer answer, PayloadView view) {
    if (full || answer.outcome() == dev.larder.model.Outcome.DEFERRED) {
      add(DEFERRED);
      return false;
    }
    add(BatchGetObjectsItem.newBuilder().setResponse(entries.write(answer, view)).build());
    return !full;
  }

  void add(Status error) {
    add(BatchGetObjectsItem.newBuilder().setError(error).build());
  }

  private void add(BatchGetObjectsItem item) {
    left -= framed(item) - framed(DEFERRED);
    full = full || (left < 0 && response.getItemsCount() > 0);
    response.addItems(full ? DEFERRED : item);
  }

  BatchGetObjectsResponse response() {
    return response.build();
  }

  private static int framed(BatchGetObjectsItem item) {
    return CodedOutputStream.computeMessageSize(BatchGetObjectsResponse.ITEMS_FIELD_NUMBER, item);
  }
}
