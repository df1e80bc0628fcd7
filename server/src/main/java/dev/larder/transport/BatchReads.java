package dev.larder.transport;

import com.google.rpc.Status;
import dev.larder.cache.ObjectCache;
import dev.larder.cache.ReadAnswer;
import dev.larder.cache.ReadRequest;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.v1.BatchGetObjectsRequest;
import dev.larder.v1.BatchGetObjectsResponse;
import dev.larder.v1.GetObjectRequest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * BatchGetObjects: what is sound is read together, in one snapshot; what is not gets its own error.
 *
 * <p>Thread-safe.
 */
final class BatchReads {
  private final ObjectCache cache;
  private final EntryMapper entries;
  private final FillMapper fills;
  private final PayloadWork payloads;
  private final StatusMapper statuses;
  private final MessageLimits limits;

  @Inject
  BatchReads(
      ObjectCache cache,
      EntryMapper entries,
      FillMapper fills,
      PayloadWork payloads,
      StatusMapper statuses,
      MessageLimits limits) {
    this.cache = cache;
    this.entries = entries;
    this.fills = fills;
    this.payloads = payloads;
    this.statuses = statuses;
    this.limits = limits;
  }

  CompletableFuture<BatchGetObjectsResponse> read(
      BatchGetObjectsRequest request, Cancellation cancellation) {
    List<GetObjectRequest> requests =
        FieldChecks.items(
            request.getRequestsList(), limits.maxBatchItems(), Reason.REQUEST_INVALID, "requests");
    CheckedBatch<ReadRequest> batch = CheckedBatch.of(requests, this::read, statuses);
    AnswerRoom room = AnswerRoom.ofCaller();
    return cache
        .getAll(batch.good(), cancellation)
        .thenCompose(answers -> joined(batch.good(), answers, cancellation))
        .thenCompose(
            answers ->
                payloads
                    .answer(
                        room,
                        bytes(requests, batch, answers),
                        () -> response(requests, batch, answers))
                    .whenComplete((response, failure) -> giveBackAfter(failure, answers)));
  }

  private ReadRequest read(GetObjectRequest request) {
    ReadRequest read = ReadMapper.read(request, fills);
    cache.requireKnown(read.key());
    return read;
  }

  /** Each with its part in a fill, where it names one. */
  private CompletableFuture<List<ReadAnswer>> joined(
      List<ReadRequest> requests, List<ReadAnswer> read, Cancellation cancellation) {
    if (requests.stream().allMatch(request -> request.fill() == null)) {
      return CompletableFuture.completedFuture(read);
    }
    List<CompletableFuture<ReadAnswer>> parts = new ArrayList<>(read.size());
    for (int i = 0; i < read.size(); i++) {
      ReadAnswer answer = read.get(i);
      // Without a part where none can be had: what was read is answered all the same.
      parts.add(
          cache
              .join(requests.get(i), answer, cancellation)
              .exceptionally(failure -> withoutPart(failure, answer)));
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(all -> parts.stream().map(CompletableFuture::join).toList());
  }

  /** A fault is in the log, though the caller is told nothing of it. */
  private ReadAnswer withoutPart(Throwable failure, ReadAnswer answer) {
    Status unused = statuses.toStatus(failure);
    return answer;
  }

  private void giveBackAfter(@Nullable Throwable failure, List<ReadAnswer> answers) {
    if (failure != null) {
      answers.forEach(cache::giveBack);
    }
  }

  private BatchGetObjectsResponse response(
      List<GetObjectRequest> requests, CheckedBatch<ReadRequest> batch, List<ReadAnswer> answers) {
    BatchWriter writer = new BatchWriter(entries, limits.maxMessageBytes(), requests.size());
    int good = 0;
    for (int i = 0; i < requests.size(); i++) {
      Status error = batch.errors().get(i);
      if (error == null) {
        ReadAnswer answer = answers.get(good);
        if (writer.add(answer, requests.get(i).getPolicy().getView())) {
          cache.answered(batch.good().get(good), answer);
        } else {
          cache.giveBack(answer);
        }
        good++;
      } else {
        writer.add(error);
      }
    }
    return writer.response();
  }

  /** About how many bytes the response comes to; what does not fit into one is not written. */
  private long bytes(
      List<GetObjectRequest> requests, CheckedBatch<ReadRequest> batch, List<ReadAnswer> answers) {
    long bytes = 0;
    int good = 0;
    for (int i = 0; i < requests.size() && bytes < limits.maxMessageBytes(); i++) {
      if (batch.errors().get(i) == null) {
        bytes += EntryMapper.bytes(answers.get(good++), requests.get(i).getPolicy().getView());
      }
    }
    return Math.min(bytes, limits.maxMessageBytes());
  }
}
