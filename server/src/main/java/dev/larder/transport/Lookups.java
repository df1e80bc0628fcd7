package dev.larder.transport;

import com.google.protobuf.CodedOutputStream;
import dev.larder.cache.LookupAnswer;
import dev.larder.cache.LookupRequest;
import dev.larder.cache.ObjectCache;
import dev.larder.cache.ServedEntry;
import dev.larder.model.Cancellation;
import dev.larder.v1.Entry;
import dev.larder.v1.LookupObjectsRequest;
import dev.larder.v1.LookupObjectsResponse;
import dev.larder.v1.PayloadView;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * LookupObjects: a page that would not fit into a message is cut short, and its token goes on from
 * there.
 *
 * <p>Thread-safe.
 */
final class Lookups {
  private final ObjectCache cache;
  private final EntryMapper entries;
  private final PayloadWork payloads;
  private final int maxPageBytes;

  @Inject
  Lookups(ObjectCache cache, EntryMapper entries, PayloadWork payloads, MessageLimits limits) {
    this.cache = cache;
    this.entries = entries;
    this.payloads = payloads;
    this.maxPageBytes = limits.maxPageBytes();
  }

  CompletableFuture<LookupObjectsResponse> find(
      LookupObjectsRequest request, Cancellation cancellation) {
    LookupRequest lookup = ReadMapper.read(request);
    AnswerRoom room = AnswerRoom.ofCaller();
    return cache
        .lookup(lookup, cancellation)
        .thenCompose(
            page -> payloads.answer(room, bytes(request, page), () -> response(request, page)));
  }

  private LookupObjectsResponse response(LookupObjectsRequest request, LookupAnswer page) {
    LookupObjectsResponse.Builder response = LookupObjectsResponse.newBuilder();
    String after = fill(response, page, request.getPolicy().getView());
    return response.setNextPageToken(PageTokens.next(ReadMapper.arguments(request), after)).build();
  }

  /**
   * Adds what fits, one entry at least; answers where the next page starts, null when there is
   * none.
   */
  private @Nullable String fill(
      LookupObjectsResponse.Builder response, LookupAnswer page, PayloadView view) {
    long left = maxPageBytes;
    String last = null;
    for (ServedEntry served : page.entries()) {
      Entry entry = entries.write(served, view);
      left -=
          CodedOutputStream.computeMessageSize(LookupObjectsResponse.ENTRIES_FIELD_NUMBER, entry);
      if (left < 0 && last != null) {
        return last;
      }
      response.addEntries(entry);
      last = served.entry().key().id();
    }
    return page.nextAfterId();
  }

  /** About how many bytes the response comes to. */
  private long bytes(LookupObjectsRequest request, LookupAnswer page) {
    PayloadView view = request.getPolicy().getView();
    long bytes = page.entries().stream().mapToLong(entry -> EntryMapper.bytes(entry, view)).sum();
    return Math.min(bytes, maxPageBytes);
  }
}
