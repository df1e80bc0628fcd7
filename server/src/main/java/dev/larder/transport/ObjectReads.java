package dev.larder.transport;

import dev.larder.cache.ObjectCache;
import dev.larder.cache.ReadAnswer;
import dev.larder.cache.ServedEntry;
import dev.larder.model.Cancellation;
import dev.larder.model.Content;
import dev.larder.v1.Entry;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.PayloadView;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * GetObject: many may be answered at once with the same large object.
 *
 * <p>Thread-safe.
 */
final class ObjectReads {
  private final ObjectCache cache;
  private final EntryMapper entries;
  private final FillMapper fills;
  private final PayloadWork payloads;
  private final SharedAnswers<Entry> largeAnswers;

  @Inject
  ObjectReads(ObjectCache cache, EntryMapper entries, FillMapper fills, PayloadWork payloads) {
    this.cache = cache;
    this.entries = entries;
    this.fills = fills;
    this.payloads = payloads;
    this.largeAnswers = new SharedAnswers<>(payloads);
  }

  CompletableFuture<GetObjectResponse> get(GetObjectRequest request, Cancellation cancellation) {
    PayloadView view = request.getPolicy().getView();
    AnswerRoom room = AnswerRoom.ofCaller();
    return cache
        .get(ReadMapper.read(request, fills), cancellation)
        .thenCompose(
            answer ->
                written(room, answer, view)
                    .whenComplete((told, failure) -> giveBackAfter(failure, answer)));
  }

  private CompletableFuture<GetObjectResponse> written(
      AnswerRoom room, ReadAnswer answer, PayloadView view) {
    long bytes = EntryMapper.bytes(answer, view);
    ServedEntry served = answer.entry();
    if (served == null || !PayloadWork.isLarge(bytes)) {
      return payloads.supply(bytes, () -> entries.write(answer, view));
    }
    // The entry may be another for each caller, once an invalidation has been applied to it.
    Content content = served.entry().content();
    PayloadView shown = EntryMapper.shown(answer, view);
    return largeAnswers.answer(
        room,
        content,
        shown,
        bytes,
        () -> entries.write(content, shown),
        written -> entries.write(answer, view, written));
  }

  private void giveBackAfter(@Nullable Throwable failure, ReadAnswer answer) {
    if (failure != null) {
      cache.giveBack(answer);
    }
  }
}
